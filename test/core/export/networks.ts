/** The networks whose exports are compared with the studio: one of each kind of layer. */
import type { TrainingConfigInput } from '../../../core/training/config.ts'

export const networks: Record<string, TrainingConfigInput['network']> = {
  'csp-nanodet-g': {},
  'csp-nanodet-g with a plain pyramid': { usePretrainedLaterals: false, pyramid: { p6From: 'p5' } },
  'efficientnet-lite0': { backbone: 'efficientnet-lite0' },
  'mobilenet-v3-large, trained batch normalisation': { backbone: 'mobilenet-v3-large', batchNormalisation: 'trained' },
  'resnet18, frozen batch normalisation': { backbone: 'resnet18', batchNormalisation: 'frozen' },
  'resnet50 with group normalisation in its heads': {
    backbone: 'resnet50',
    pyramid: { p6From: 'p5' },
    heads: { normalisation: 'group', groups: 8 },
  },
  'csp-nanodet-g with separable heads and a level 2': {
    usePretrainedLaterals: false,
    pyramid: { levels: [2, 3, 4, 5, 6] },
    heads: { convolution: 'separable' },
  },
  'resnext50-32x4d': { backbone: 'resnext50-32x4d', batchNormalisation: 'trained' },
}
