/** The networks whose exports are compared with the studio: one of each kind of layer. */
import type { TrainingConfigInput } from '../../../core/training/config.ts'

export const networks: Record<string, TrainingConfigInput['network']> = {
  'csp-nanodet-g': {},
  'csp-nanodet-g with a plain pyramid': { usePretrainedLaterals: false, pyramid: { p6From: 'p5' } },
  'efficientnet-lite0': { backbone: 'efficientnet-lite0' },
}
