/** Settings of detection and of the evaluations during training. */
import { z } from 'zod'

export const validationConfig = z
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
  .prefault({})

export const detectionConfig = z
  .object({
    minimumScore: z.number().min(0).max(1).default(0.01).describe('Least score of a detection'),
    perLevel: z.int().min(1).max(100_000).default(1000).describe('Best candidates taken from a pyramid level'),
    nmsIou: z.number().min(0).max(1).default(0.5).describe('Overlap (IoU) above which the weaker detection goes'),
    perImage: z.int().min(1).max(10_000).default(100).describe('Most detections in an image'),
  })
  .prefault({})
