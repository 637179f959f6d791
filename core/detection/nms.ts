/** Non-maximum suppression on plain arrays. */

/** Scored boxes, best first, as columns: x1, y1, x2, y2 of each box in `boxes`. */
export interface Candidates {
  boxes: Float32Array
  scores: Float32Array
  classes: Int32Array
}

/**
 * Indices of the boxes that stay, in the given order (best first): a box goes when one of the same class that stayed
 * overlaps it with an IoU above the threshold (above, not at, as in torchvision). Stops at `limit`.
 */
export function suppress({ boxes, classes }: Candidates, threshold: number, limit: number): number[] {
  const kept: number[] = []
  const keptOfClass = new Map<number, number[]>()
  for (let index = 0; index < classes.length && kept.length < limit; index++) {
    const label = classes[index] as number
    const rivals = keptOfClass.get(label) ?? []
    if (rivals.some((rival) => intersectionOverUnion(boxes, rival, index) > threshold)) continue
    kept.push(index)
    rivals.push(index)
    keptOfClass.set(label, rivals)
  }
  return kept
}

/** IoU of two rows of boxes [R, 4] of x1, y1, x2, y2; 0 when they do not overlap. */
export function intersectionOverUnion(boxes: Float32Array, first: number, second: number): number {
  const a = first * 4
  const b = second * 4
  const ax1 = boxes[a] as number
  const ay1 = boxes[a + 1] as number
  const ax2 = boxes[a + 2] as number
  const ay2 = boxes[a + 3] as number
  const bx1 = boxes[b] as number
  const by1 = boxes[b + 1] as number
  const bx2 = boxes[b + 2] as number
  const by2 = boxes[b + 3] as number
  const width = Math.min(ax2, bx2) - Math.max(ax1, bx1)
  const height = Math.min(ay2, by2) - Math.max(ay1, by1)
  if (width <= 0 || height <= 0) return 0
  const overlap = width * height
  const union = (ax2 - ax1) * (ay2 - ay1) + (bx2 - bx1) * (by2 - by1) - overlap
  return union > 0 ? overlap / union : 0
}
