/** The learning rate over a training, as a function of the budget that is used up. */
import type { TrainingConfig } from './config.ts'

/** The rate at any progress is at least this part of the full one, so that the first step of a warm-up moves. */
const smallestFactor = 0.01

/** Factor on the learning rate at a progress of 0 to 1: linear warm-up, then the shape of the settings. */
export function learningRateFactor(settings: TrainingConfig['schedule'], progress: number): number {
  const { warmup, shape, floor } = settings
  if (shape === 'one-cycle')
    return oneCycle(settings.rise, progress, 1 / initialDivisor, 1 / initialDivisor / finalDivisor)
  if (progress < warmup) return Math.max(progress / warmup, smallestFactor)
  const rest = (Math.min(progress, 1) - warmup) / (1 - warmup)
  if (shape === 'constant') return 1
  // The paper divides by 10 at 60k and at 80k of 90k steps.
  if (shape === 'step') return settings.decay ** settings.milestones.filter((milestone) => rest >= milestone).length
  return Math.max(floor + ((1 - floor) * (1 + Math.cos(Math.PI * rest))) / 2, smallestFactor)
}

/** What one-cycle starts at and ends at, as PyTorch's OneCycleLR does: 1 / 25 of the rate, and 1 / 10,000 of that. */
const initialDivisor = 25
const finalDivisor = 1e4
const highestMomentum = 0.95
const lowestMomentum = 0.85

/** Momentum (Adam's first beta) at a progress: one-cycle lowers it while the rate is high; null: the settings' own. */
export function momentumAt(settings: TrainingConfig['schedule'], progress: number): number | null {
  if (settings.shape !== 'one-cycle') return null
  const share = oneCycle(settings.rise, progress, 0, 0)
  return highestMomentum + (lowestMomentum - highestMomentum) * share
}

/** One cycle (Smith 2018): a cosine from `start` up to 1 at `rise`, then one down to `end`. */
function oneCycle(rise: number, progress: number, start: number, end: number): number {
  const cosine = (from: number, to: number, part: number) => to + ((from - to) * (1 + Math.cos(Math.PI * part))) / 2
  const now = Math.min(progress, 1)
  return now < rise ? cosine(start, 1, now / rise) : cosine(1, end, (now - rise) / (1 - rise))
}

/** Share of the old average to keep after `step` updates: short memory at first, `decay` in the end. */
export function averageDecay(decay: number, step: number): number {
  return Math.min(decay, (1 + step) / (10 + step))
}
