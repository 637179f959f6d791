/** How high the list of boxes is. */

/** Pixels of a row. */
export const ROW = 26
/** The heading, the line that says that there are no boxes yet, and a little air. */
const HEADING = 32
const AIR = 8

/** Pixels that the list needs to show so many boxes. */
export function heightOf(boxes: number): number {
  return HEADING + Math.max(1, boxes) * ROW + AIR
}
