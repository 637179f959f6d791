/**
 * Every setting of a network and of a training, with its default: the `quick` preset. Presets and the command line's
 * `--set key=value` override parts of it; a run stores the whole.
 */
import { z } from 'zod'
import { augmentationConfig, samplingConfig } from './config/augmentation.ts'
import { detectionConfig, validationConfig } from './config/detection.ts'
import { inputConfig } from './config/input.ts'
import { lossConfig, matchingConfig } from './config/loss.ts'
import { retinaNetConfig } from './config/network.ts'
import { optimizerConfig, scheduleConfig } from './config/optimizer.ts'
import { tilesConfig } from './config/tiles.ts'

export { detectionConfig } from './config/detection.ts'
export { boxLossNames, classLossNames } from './config/loss.ts'
export { backboneNames, retinaNetConfig, type RetinaNetConfig } from './config/network.ts'

export const trainingConfig = z.object({
  preset: z.string().default('quick'),
  network: retinaNetConfig.prefault({}),
  input: inputConfig,
  tiles: tilesConfig,
  loss: lossConfig,
  matching: matchingConfig,
  optimizer: optimizerConfig,
  schedule: scheduleConfig,
  budget: z
    .union([z.object({ minutes: z.number().positive() }), z.object({ steps: z.int().positive() })])
    .default({ minutes: 3 })
    .describe('Minutes of training, or a number of steps'),
  batch: z
    .int()
    .min(1)
    .max(256)
    .nullable()
    .default(null)
    .describe('Images in a step; empty: two in trainings of up to five minutes, four in longer ones'),
  accumulate: z
    .int()
    .min(1)
    .max(256)
    .default(1)
    .describe('Batches whose gradients are put together for one step: as one larger batch, in less memory'),
  emaDecay: z.number().min(0).max(1).default(0.99).describe('Memory of the moving average of weights that is kept'),
  sampling: samplingConfig,
  augmentation: augmentationConfig,
  validation: validationConfig,
  detection: detectionConfig,
  earlyStopping: z
    .object({ patience: z.int().positive().describe('Evaluations without progress') })
    .nullable()
    .default(null)
    .describe('End before the budget when the scores stop rising'),
  seed: z.int().default(1).describe('Same seed, same data, same computer: same run'),
  backend: z
    .enum(['auto', 'tensorflow', 'webgpu', 'cpu'])
    .default('auto')
    .describe('What computes; auto: the fastest found'),
  precision: z
    .enum(['float32', 'bfloat16'])
    .default('float32')
    .describe(
      'Numbers that a training on the processor multiplies; bfloat16 has three digits and is faster on processors with instructions for it (AVX-512 BF16, AMX, Arm BF16). Scores of the training are taken with the same numbers, detection afterwards with float32',
    ),
  threads: z.int().min(0).default(0).describe('Processor threads; 0: as many as the machine has'),
})
export type TrainingConfig = z.infer<typeof trainingConfig>
export type TrainingConfigInput = z.input<typeof trainingConfig>
