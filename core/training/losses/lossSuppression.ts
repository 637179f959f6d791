/** Non-maximum suppression of anchors by their losses, exact and fast on the regular grid that anchors form. */
import { intersectionOverUnion } from '../../detection/nms.ts'
import type { Anchors } from '../../model/anchors.ts'

/** Room for an anchor's number beside the 32 bits of its loss in one double: two million anchors. */
const indexRange = 2 ** 21

/**
 * Anchors by falling loss, the earlier first among equals, without the ignored ones. Losses are zero or above, so
 * their float32 bits sort as integers do; with the anchor's number beneath, one native sort of doubles does it all.
 */
export function hardestFirst(losses: Float32Array, ignored: Int32Array): number[] {
  const bits = new Uint32Array(losses.buffer, losses.byteOffset, losses.length)
  const keys = Float64Array.from(bits, (value, anchor) => value * indexRange + (indexRange - 1 - anchor)).sort()
  const isIgnored = new Uint8Array(losses.length)
  for (const anchor of ignored) isIgnored[anchor] = 1
  const ordered: number[] = []
  for (let at = keys.length - 1; at >= 0; at--) {
    const anchor = indexRange - 1 - ((keys[at] as number) % indexRange)
    if (isIgnored[anchor] !== 1) ordered.push(anchor)
  }
  return ordered
}

/**
 * The anchors that stay, in the given order, found as they are asked for: an anchor goes when one that stayed overlaps
 * it with an IoU above `threshold`.
 */
export function* suppressByLoss(ordered: readonly number[], anchors: Anchors, threshold: number): Generator<number> {
  const suppressed = new Uint8Array(anchors.count)
  for (const anchor of ordered) {
    if (suppressed[anchor] === 1) continue
    yield anchor
    suppressNeighbours(anchor, anchors, threshold, suppressed)
  }
}

/**
 * Marks every anchor that overlaps the given one. Only shapes and positions that can reach the threshold are looked
 * at: IoU > t needs an intersection above t * the larger area, so, with sides at most min(w), min(h), an overlap in x
 * above t * larger area / min(h), and likewise in y.
 */
function suppressNeighbours(anchor: number, { boxes, levels }: Anchors, threshold: number, marks: Uint8Array): void {
  const at = anchor * 4
  const [x1, y1] = [boxes[at] as number, boxes[at + 1] as number]
  const [x2, y2] = [boxes[at + 2] as number, boxes[at + 3] as number]
  const [width, height] = [x2 - x1, y2 - y1]
  for (const level of levels) {
    const perPosition = level.count / (level.width * level.height)
    for (let shape = 0; shape < perPosition; shape++) {
      const first = (level.start + shape) * 4
      const [left, top] = [boxes[first] as number, boxes[first + 1] as number]
      const [otherWidth, otherHeight] = [(boxes[first + 2] as number) - left, (boxes[first + 3] as number) - top]
      const largerArea = Math.max(width * height, otherWidth * otherHeight)
      const [leastWidth, leastHeight] = [Math.min(width, otherWidth), Math.min(height, otherHeight)]
      const overlapX = (threshold * largerArea) / leastHeight
      const overlapY = (threshold * largerArea) / leastWidth
      if (overlapX > leastWidth || overlapY > leastHeight) continue
      const firstColumn = Math.max(0, Math.ceil((x1 + overlapX - otherWidth - left) / level.stride - slack))
      const lastColumn = Math.min(level.width - 1, Math.floor((x2 - overlapX - left) / level.stride + slack))
      const firstRow = Math.max(0, Math.ceil((y1 + overlapY - otherHeight - top) / level.stride - slack))
      const lastRow = Math.min(level.height - 1, Math.floor((y2 - overlapY - top) / level.stride + slack))
      for (let row = firstRow; row <= lastRow; row++) {
        for (let column = firstColumn; column <= lastColumn; column++) {
          const other = level.start + (row * level.width + column) * perPosition + shape
          if (marks[other] !== 1 && intersectionOverUnion(boxes, anchor, other) > threshold) marks[other] = 1
        }
      }
    }
  }
}

/** For rounding, in positions. */
const slack = 1e-3
