/** Settings of the losses and of the matching of anchors to boxes. */
import { z } from 'zod'

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
export const boxLossNames = ['l1', 'smooth-l1', 'giou', 'diou', 'ciou'] as const

export const lossConfig = z
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
    margin: z
      .number()
      .positive()
      .default(1)
      .describe('Hinge loss: how far on the right side a logit must be to cost nothing'),
    ohem: z
      .object({
        examples: z
          .int()
          .min(4)
          .max(100_000)
          .default(128)
          .describe('Hard example mining: anchors of an image that train; the paper tried 128, 256 and 512'),
        nmsIou: z
          .number()
          .min(0)
          .max(1)
          .default(0.5)
          .describe('Hard example mining: overlap (IoU) above which the easier of two anchors is dropped'),
      })
      .prefault({}),
    box: z.enum(boxLossNames).default('l1').describe('Loss of the box edges'),
    smoothL1Beta: z
      .number()
      .min(0)
      .max(10)
      .default(0.11)
      .describe('Smooth L1: difference below which it turns quadratic; 0 is L1'),
    boxWeight: z.number().positive().default(1).describe('Weight of the box loss beside the class loss'),
    normaliser: z
      .enum(['batch', 'image', 'ema'])
      .default('batch')
      .describe('Objects that the losses are divided by: of the batch, of each image, or a moving average'),
  })
  .refine(({ name, gamma }) => name !== 'focal-star' || gamma > 0, {
    path: ['gamma'],
    message: 'FL* needs one above 0; the paper uses 2 (beta 1) and 4 (beta 0)',
  })
  .prefault({})

export const matchingConfig = z
  .object({
    positive: z.number().min(0).max(1).default(0.5).describe('Overlap (IoU) from which an anchor stands for an object'),
    negative: z.number().min(0).max(1).default(0.4).describe('Overlap (IoU) below which an anchor is background'),
    lowQuality: z.boolean().default(true).describe('Give every object its best anchor, even below the limit'),
    lowQualityMinimum: z.number().min(0).max(1).default(0.1).describe('Least overlap (IoU) for that best anchor'),
  })
  .prefault({})
