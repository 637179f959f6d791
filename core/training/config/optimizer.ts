/** Settings of the weight updates and of the learning rate over time. */
import { z } from 'zod'

export const optimizerConfig = z
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
  .prefault({})

export const scheduleConfig = z
  .object({
    warmup: z.number().min(0).max(0.5).default(0.05).describe('Part of the budget'),
    shape: z.enum(['cosine', 'step', 'constant']).default('cosine').describe('How the learning rate falls'),
    floor: z.number().min(0).max(1).default(0.01).describe('Part of the learning rate that is left at the end'),
  })
  .prefault({})
