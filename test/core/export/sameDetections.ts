/** Whether two programs found the same in an image, up to rounding. */
import { expect } from 'vitest'
import type { Detection } from '../../../core/training/events.ts'

/** Scores so close come in either order: which is higher is a matter of rounding, and differs between processors. */
const TIE = 1e-5
const SCORE = 1e-4
const PIXELS = 0.5

/**
 * As many detections in the same order, but for ties: classes equal, scores within `score`, edges within half a pixel.
 * `about` is told when they are not.
 */
export function expectSameDetections(
  found: readonly Detection[],
  expected: readonly Detection[],
  { score = SCORE, about = '' } = {},
): void {
  expect(found, about).toHaveLength(expected.length)
  const last = expected.at(-1)?.score ?? 0
  const free = new Set(found.keys())
  const missing = expected.filter((wanted) => {
    const tied = [...free].filter((at) => Math.abs((expected[at]?.score ?? NaN) - wanted.score) <= TIE)
    const match = tied.find((at) => isSame(found[at] as Detection, wanted, score))
    if (match !== undefined) free.delete(match)
    // Of those that tie with the last, either may be the one that is cut off.
    return match === undefined && wanted.score - last > TIE
  })
  expect(missing, about).toEqual([])
}

function isSame(a: Detection, b: Detection, score: number): boolean {
  const edges = (['x1', 'y1', 'x2', 'y2'] as const).map((edge) => Math.abs(a[edge] - b[edge]))
  return a.classId === b.classId && Math.abs(a.score - b.score) < score && Math.max(...edges) < PIXELS
}

/** The four outputs of an exported detector as detections; `edges` are four numbers each. */
export function rowsOf(classIds: readonly number[], scores: ArrayLike<number>, edges: ArrayLike<number>): Detection[] {
  return classIds.map((classId, row) => {
    const [x1 = NaN, y1 = NaN, x2 = NaN, y2 = NaN] = [0, 1, 2, 3].map((side) => edges[4 * row + side])
    return { classId, score: scores[row] ?? NaN, x1, y1, x2, y2 }
  })
}
