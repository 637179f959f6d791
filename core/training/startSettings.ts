/** The settings with which a training takes most from a weights file. */
import type { RecognisedFile } from '../model/recognise/recognise.ts'
import type { TrainingConfigInput } from './config.ts'

/**
 * Overrides of a preset: of a whole detector its network, with the stem and C2 frozen as torchvision fine-tunes; of a
 * backbone alone only that, and the pyramid and heads remain the preset's.
 */
export function settingsFor({ network, detector }: RecognisedFile, file: string): TrainingConfigInput {
  const { backbone, pixels, resnetStride } = network
  const own = { backbone, pixels, resnetStride, weightsFile: file, pretrained: false }
  if (!detector) return { network: own }
  const { batchNormalisation, usePretrainedLaterals, pyramid, heads, anchors } = network
  return {
    network: { ...own, batchNormalisation, usePretrainedLaterals, pyramid, heads, anchors, freezeUpTo: 'c2' },
  }
}
