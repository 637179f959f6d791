/** What the summed losses of each image are divided by (PAPER: by the anchors assigned to objects, never by all). */
import type { TrainingConfig } from '../config.ts'
import type { Progress } from '../trainingState.ts'
import type { Targets } from '../targets.ts'

/** Normaliser of each image of a batch. */
export type Normalisers = readonly number[]

/** detectron2's moving average of a batch's positives: what it starts from, and the share that a step keeps of it. */
const averageStart = 100
const averageDecay = 0.9

/**
 * Normalisers of a batch: its positives, each image's own times the number of images, or a moving average of the
 * batches' positives, which is kept in `progress`. An image or batch without positives counts as having one.
 */
export function normalisersFor(
  targets: readonly Targets[],
  kind: TrainingConfig['loss']['normaliser'],
  progress: Pick<Progress, 'positives'>,
): Normalisers {
  if (kind !== 'ema') return normalisersOf(targets, kind)
  const [now = 1] = normalisersOf(targets, 'batch')
  const average = averageDecay * (progress.positives ?? averageStart) + (1 - averageDecay) * now
  progress.positives = average
  return targets.map(() => average)
}

/** The normalisers that need no memory. */
export function normalisersOf(targets: readonly Targets[], kind: 'batch' | 'image'): Normalisers {
  const counts = targets.map(({ positives }) => positives.length)
  if (kind === 'image') return counts.map((count) => Math.max(1, count) * targets.length)
  const sum = counts.reduce((total, count) => total + count, 0)
  return counts.map(() => Math.max(1, sum))
}
