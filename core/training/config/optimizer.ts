/** Settings of the weight updates and of the learning rate over time. */
import { z } from 'zod'

function partFactor(part: string) {
  return z.number().min(0).max(100).default(1).describe(`Further factor on the learning rate of ${part}`)
}

export const optimizerConfig = z
  .object({
    name: z.enum(['adamw', 'sgd']).default('adamw').describe('How the weights are updated'),
    learningRate: z.number().positive().default(1e-3).describe('Step size at its highest'),
    backboneFactor: z.number().min(0).default(0.3).describe('Part of the learning rate that the backbone gets'),
    partFactors: z
      .object({
        stem: partFactor("the backbone's first stage"),
        c2: partFactor("the backbone's stage c2"),
        c3: partFactor("the backbone's stage c3"),
        c4: partFactor("the backbone's stage c4"),
        c5: partFactor("the backbone's stage c5"),
        laterals: partFactor('the laterals that came with the backbone'),
        pyramid: partFactor('the pyramid'),
        heads: partFactor('the heads'),
      })
      .prefault({}),
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
    shape: z
      .enum(['cosine', 'step', 'one-cycle', 'constant'])
      .default('cosine')
      .describe('How the learning rate falls'),
    floor: z.number().min(0).max(1).default(0.01).describe('Part of the learning rate that is left at the end'),
    milestones: z
      .array(z.number().min(0).max(1))
      .default([2 / 3, 8 / 9])
      .describe('For step: parts of the budget after which the rate falls'),
    decay: z.number().positive().max(1).default(0.1).describe('For step: factor on the rate at each fall'),
    rise: z
      .number()
      .min(0.01)
      .max(0.9)
      .default(0.3)
      .describe('For one-cycle: part of the budget until the highest rate'),
  })
  .prefault({})
