/** The learning rate over a training, as a function of the budget that is used up. */
import type { TrainingConfig } from './config.ts'

/** The rate at any progress is at least this part of the full one, so that the first step of a warm-up moves. */
const smallestFactor = 0.01

/** Factor on the learning rate at a progress of 0 to 1: linear warm-up, then the shape of the settings. */
export function learningRateFactor(settings: TrainingConfig['schedule'], progress: number): number {
  const { warmup, shape, floor } = settings
  if (progress < warmup) return Math.max(progress / warmup, smallestFactor)
  const rest = (Math.min(progress, 1) - warmup) / (1 - warmup)
  if (shape === 'constant') return 1
  // The paper divides by 10 at 60k and at 80k of 90k steps.
  if (shape === 'step') return rest < 2 / 3 ? 1 : rest < 8 / 9 ? 0.1 : 0.01
  return Math.max(floor + ((1 - floor) * (1 + Math.cos(Math.PI * rest))) / 2, smallestFactor)
}

/** Share of the old average to keep after `step` updates: short memory at first, `decay` in the end. */
export function averageDecay(decay: number, step: number): number {
  return Math.min(decay, (1 + step) / (10 + step))
}
