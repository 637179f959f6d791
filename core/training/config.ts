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
      width: z.int().min(8).max(512).default(64),
      levels: z.array(z.int().min(2).max(8)).default([3, 4, 5, 6, 7]),
      p6From: z.enum(['c5', 'p5']).default('c5'),
    })
    .prefault({}),
  heads: z
    .object({
      depth: z.int().min(0).max(8).default(2),
      width: z.int().min(8).max(512).default(64),
      classPrior: z.number().min(1e-4).max(0.5).default(0.01),
    })
    .prefault({}),
  anchors: z
    .object({
      baseScale: z.number().positive().default(3).describe('Anchor side at the first scale, in strides'),
      scales: z.array(z.number().positive()).default([1, 2 ** (1 / 3), 2 ** (2 / 3)]),
      ratios: z.array(z.number().positive()).default([0.5, 1, 2]),
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
      /** null: chosen from the shapes of the data. Sides are multiples of 32. */
      width: z.int().min(64).max(4096).multipleOf(32).nullable().default(null),
      height: z.int().min(64).max(4096).multipleOf(32).nullable().default(null),
      /** Pixels of the chosen input, when width and height are null. */
      area: z.int().default(512 * 384),
    })
    .prefault({}),
  loss: z
    .object({
      name: z.enum(classLossNames).default('balanced-focal'),
      alpha: z.number().min(0).max(1).default(0.25),
      gamma: z.number().min(0).max(10).default(2),
      beta: z.number().default(0).describe('FL* shift'),
      box: z.enum(boxLossNames).default('l1'),
      boxWeight: z.number().positive().default(1),
      normaliser: z.enum(['batch', 'image', 'ema']).default('batch'),
    })
    .prefault({}),
  matching: z
    .object({
      positive: z.number().default(0.5),
      negative: z.number().default(0.4),
      lowQuality: z.boolean().default(true),
      lowQualityMinimum: z.number().default(0.1),
    })
    .prefault({}),
  optimizer: z
    .object({
      name: z.enum(['adamw', 'sgd']).default('adamw'),
      learningRate: z.number().positive().default(1e-3),
      backboneFactor: z.number().min(0).default(0.3),
      weightDecay: z.number().min(0).default(1e-4),
      momentum: z.number().default(0.9),
      clipNorm: z.number().positive().nullable().default(5),
    })
    .prefault({}),
  schedule: z
    .object({
      warmup: z.number().min(0).max(0.5).default(0.05).describe('Part of the budget'),
      shape: z.enum(['cosine', 'step', 'constant']).default('cosine'),
      floor: z.number().default(0.01),
    })
    .prefault({}),
  budget: z
    .union([z.object({ minutes: z.number().positive() }), z.object({ steps: z.int().positive() })])
    .default({ minutes: 3 }),
  batch: z.int().min(1).max(256).default(4),
  emaDecay: z.number().min(0).max(1).default(0.99),
  augmentation: z
    .object({
      horizontalFlip: z.boolean().default(true),
      verticalFlip: z.boolean().default(false),
      scaleJitter: z.number().min(0).max(0.9).default(0.2),
      colourJitter: z.number().min(0).max(1).default(0.05),
      /** Fixed variants of each image, so that the frozen part's features can be cached. */
      variants: z.int().min(1).max(64).default(8),
    })
    .prefault({}),
  validation: z
    .object({
      /** Seconds of training between evaluations; null: about eight over the run. */
      everySeconds: z.number().positive().nullable().default(null),
      maximumImages: z.int().positive().nullable().default(null),
      samples: z.int().min(0).max(24).default(8),
    })
    .prefault({}),
  detection: z
    .object({
      minimumScore: z.number().min(0).max(1).default(0.01),
      perLevel: z.int().default(1000),
      nmsIou: z.number().default(0.5),
      perImage: z.int().default(100),
    })
    .prefault({}),
  earlyStopping: z.object({ patience: z.int().positive() }).nullable().default(null),
  seed: z.int().default(1),
  backend: z.enum(['auto', 'tensorflow', 'webgpu', 'cpu']).default('auto'),
  threads: z.int().min(0).default(0).describe('0: as many as the machine has'),
})
export type TrainingConfig = z.infer<typeof trainingConfig>
export type TrainingConfigInput = z.input<typeof trainingConfig>
