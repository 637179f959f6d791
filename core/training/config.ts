/**
 * Every setting of a network and of a training, with its default: the `quick` preset. Presets and the command line's
 * `--set key=value` override parts of it; a run stores the whole.
 */
import { z } from 'zod'

export const backboneNames = ['csp-nanodet-g', 'efficientnet-lite0'] as const

export const retinaNetConfig = z.object({
  backbone: z.enum(backboneNames).default('csp-nanodet-g').describe('Feature extractor'),
  pretrained: z.boolean().default(true).describe('Start from the published weights of the backbone'),
  usePretrainedLaterals: z.boolean().default(true).describe("Use the CSP network's own trained pyramid laterals"),
  freezeUpTo: z.enum(['none', 'c3', 'all']).default('c3').describe('Part of the backbone that is not trained'),
  pyramid: z
    .object({
      width: z.int().min(8).max(512).default(64).describe('Channels of every pyramid level'),
      levels: z
        .array(z.int().min(2).max(8))
        .default([3, 4, 5, 6, 7])
        .describe('Pyramid levels; level 3 has one cell per 8 pixels, each further one half as many'),
      p6From: z.enum(['c5', 'p5']).default('c5').describe('What level 6 is made from: backbone or pyramid'),
    })
    .prefault({}),
  heads: z
    .object({
      depth: z.int().min(0).max(8).default(2).describe('Convolutions before the output'),
      width: z.int().min(8).max(512).default(64).describe('Channels of the heads'),
      classPrior: z
        .number()
        .min(1e-4)
        .max(0.5)
        .default(0.01)
        .describe('Score of every anchor at the start; low keeps background from dominating'),
    })
    .prefault({}),
  anchors: z
    .object({
      baseScale: z.number().positive().default(3).describe('Anchor side at the first scale, in strides'),
      scales: z
        .array(z.number().positive())
        .default([1, 2 ** (1 / 3), 2 ** (2 / 3)])
        .describe('Anchor sizes in a level, as factors'),
      ratios: z.array(z.number().positive()).default([0.5, 1, 2]).describe('Anchor shapes, height / width'),
    })
    .prefault({}),
})
export type RetinaNetConfig = z.infer<typeof retinaNetConfig>

export const classLossNames = [
  'focal',
  'balanced-focal',
  'ce',
  'balanced-ce',
  'ohem',
  'ohem-1-3',
  'hinge',
  'focal-star',
] as const
export const boxLossNames = ['l1', 'smooth-l1', 'giou'] as const

export const trainingConfig = z.object({
  preset: z.string().default('quick'),
  network: retinaNetConfig.prefault({}),
  input: z
    .object({
      width: z
        .int()
        .min(64)
        .max(4096)
        .multipleOf(32)
        .nullable()
        .default(null)
        .describe('Pixels, a multiple of 32; empty: chosen from the shapes of the images'),
      height: z
        .int()
        .min(64)
        .max(4096)
        .multipleOf(32)
        .nullable()
        .default(null)
        .describe('Pixels, a multiple of 32; empty: chosen from the shapes of the images'),
      area: z
        .int()
        .min(64 * 64)
        .max(4096 * 4096)
        .default(512 * 384)
        .describe('Pixels of the chosen input, when width and height are empty'),
    })
    .prefault({}),
  loss: z
    .object({
      name: z.enum(classLossNames).default('balanced-focal').describe('Loss of the class scores'),
      alpha: z
        .number()
        .min(0)
        .max(1)
        .default(0.25)
        .describe('Weight of objects against background, in the balanced losses'),
      gamma: z.number().min(0).max(10).default(2).describe('Focus: how much easy examples are turned down'),
      beta: z.number().default(0).describe('FL* shift'),
      box: z.enum(boxLossNames).default('l1').describe('Loss of the box edges'),
      boxWeight: z.number().positive().default(1).describe('Weight of the box loss beside the class loss'),
      normaliser: z
        .enum(['batch', 'image', 'ema'])
        .default('batch')
        .describe('Objects that the losses are divided by: of the batch, of each image, or a moving average'),
    })
    .prefault({}),
  matching: z
    .object({
      positive: z
        .number()
        .min(0)
        .max(1)
        .default(0.5)
        .describe('Overlap (IoU) from which an anchor stands for an object'),
      negative: z.number().min(0).max(1).default(0.4).describe('Overlap (IoU) below which an anchor is background'),
      lowQuality: z.boolean().default(true).describe('Give every object its best anchor, even below the limit'),
      lowQualityMinimum: z.number().min(0).max(1).default(0.1).describe('Least overlap (IoU) for that best anchor'),
    })
    .prefault({}),
  optimizer: z
    .object({
      name: z.enum(['adamw', 'sgd']).default('adamw').describe('How the weights are updated'),
      learningRate: z.number().positive().default(1e-3).describe('Step size at its highest'),
      backboneFactor: z.number().min(0).default(0.3).describe('Part of the learning rate that the backbone gets'),
      weightDecay: z.number().min(0).default(1e-4).describe('Pull of the weights towards zero'),
      momentum: z.number().min(0).max(0.9999).default(0.9).describe('For SGD'),
      clipNorm: z
        .number()
        .positive()
        .nullable()
        .default(5)
        .describe('Longest gradient, all weights together; empty: no limit'),
    })
    .prefault({}),
  schedule: z
    .object({
      warmup: z.number().min(0).max(0.5).default(0.05).describe('Part of the budget'),
      shape: z.enum(['cosine', 'step', 'constant']).default('cosine').describe('How the learning rate falls'),
      floor: z.number().min(0).max(1).default(0.01).describe('Part of the learning rate that is left at the end'),
    })
    .prefault({}),
  budget: z
    .union([z.object({ minutes: z.number().positive() }), z.object({ steps: z.int().positive() })])
    .default({ minutes: 3 })
    .describe('Minutes of training, or a number of steps'),
  batch: z.int().min(1).max(256).default(4).describe('Images in a step'),
  emaDecay: z.number().min(0).max(1).default(0.99).describe('Memory of the moving average of weights that is kept'),
  augmentation: z
    .object({
      horizontalFlip: z.boolean().default(true).describe('Show images mirrored left to right, too'),
      verticalFlip: z
        .boolean()
        .default(false)
        .describe('Show images upside down, too: for views from above or through a microscope'),
      scaleJitter: z.number().min(0).max(0.9).default(0.2).describe('Random change of size, as a part'),
      colourJitter: z
        .number()
        .min(0)
        .max(1)
        .default(0.05)
        .describe('Random change of brightness and contrast, as a part'),
      variants: z
        .int()
        .min(1)
        .max(64)
        .default(8)
        .describe("Fixed variants of each image, so that the frozen part's features can be kept"),
    })
    .prefault({}),
  validation: z
    .object({
      everySeconds: z
        .number()
        .positive()
        .nullable()
        .default(null)
        .describe('Seconds of training between evaluations; empty: about eight over the run'),
      maximumImages: z.int().positive().nullable().default(null).describe('Most images to evaluate on; empty: all'),
      samples: z.int().min(0).max(24).default(8).describe('Validation images shown with their detections'),
    })
    .prefault({}),
  detection: z
    .object({
      minimumScore: z.number().min(0).max(1).default(0.01).describe('Least score of a detection'),
      perLevel: z.int().min(1).max(100_000).default(1000).describe('Best candidates taken from a pyramid level'),
      nmsIou: z.number().min(0).max(1).default(0.5).describe('Overlap (IoU) above which the weaker detection goes'),
      perImage: z.int().min(1).max(10_000).default(100).describe('Most detections in an image'),
    })
    .prefault({}),
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
  threads: z.int().min(0).default(0).describe('Processor threads; 0: as many as the machine has'),
})
export type TrainingConfig = z.infer<typeof trainingConfig>
export type TrainingConfigInput = z.input<typeof trainingConfig>
