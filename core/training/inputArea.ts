/** How many pixels the network's input has. */
import { isWithin } from './budget.ts'
import type { TrainingConfig } from './config.ts'
import type { ImageShape } from './inputSize.ts'

export const USUAL_AREA = 512 * 384
const LARGER = 640 * 512
/** Within this, more steps learn more than larger pictures. */
const QUARTER_HOUR = { minutes: 15, steps: 2250 }
/** Pictures are not enlarged by more than this to fill the larger input. */
const MOST_ENLARGED = 1.1

/**
 * The setting; where it is empty, larger in a training that has the time for it, of pictures that show more when they
 * are larger. A step then takes 1.7 times as long.
 */
export function inputArea(
  { input, budget }: Pick<TrainingConfig, 'input' | 'budget'>,
  shapes: readonly ImageShape[],
): number {
  if (input.area !== null) return input.area
  const isLarge = medianPixels(shapes) * MOST_ENLARGED >= LARGER
  return isLarge && !isWithin(budget, QUARTER_HOUR) ? LARGER : USUAL_AREA
}

function medianPixels(shapes: readonly ImageShape[]): number {
  const sorted = shapes
    .map(({ width, height, count }) => ({ pixels: width * height, count }))
    .toSorted((a, b) => a.pixels - b.pixels)
  const half = sorted.reduce((sum, { count }) => sum + count, 0) / 2
  let before = 0
  return sorted.find(({ count }) => (before += count) >= half)?.pixels ?? 0
}
