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

function intersectionOverUnion(boxes: Float32Array, first: number, second: number): number {
  const [a, b] = [first * 4, second * 4]
  const at = (index: number) => boxes[index] as number
  const width = Math.min(at(a + 2), at(b + 2)) - Math.max(at(a), at(b))
  const height = Math.min(at(a + 3), at(b + 3)) - Math.max(at(a + 1), at(b + 1))
  if (width <= 0 || height <= 0) return 0
  const overlap = width * height
  const union = (at(a + 2) - at(a)) * (at(a + 3) - at(a + 1)) + (at(b + 2) - at(b)) * (at(b + 3) - at(b + 1)) - overlap
  return union > 0 ? overlap / union : 0
}
