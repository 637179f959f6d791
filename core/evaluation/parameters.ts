/** COCO's evaluation parameters for boxes, computed as numpy does, so that scores agree to the last bits. */
import type { AreaRangeName } from './types.ts'

/** numpy.linspace: start + index * step, with the last value set exactly. */
function linspace(start: number, stop: number, count: number): Float64Array {
  const step = (stop - start) / (count - 1)
  const values = Float64Array.from({ length: count }, (_, index) => start + index * step)
  values[count - 1] = stop
  return values
}

/** T = 10: .5, .55, …, .95. */
export const iouThresholds = linspace(0.5, 0.95, 10)
/** R = 101: 0, .01, …, 1. */
export const recallPoints = linspace(0, 1, 101)
/** M = 3: most detections counted per image and category. */
export const detectionLimits = [1, 10, 100] as const
export const mostDetections = 100

/** A = 4: square pixels, inclusive at both ends, so a 32 x 32 box is small and medium. */
export const areaRanges: ReadonlyArray<{ name: AreaRangeName; least: number; most: number }> = [
  { name: 'all', least: 0, most: 1e10 },
  { name: 'small', least: 0, most: 32 ** 2 },
  { name: 'medium', least: 32 ** 2, most: 96 ** 2 },
  { name: 'large', least: 96 ** 2, most: 1e10 },
]
