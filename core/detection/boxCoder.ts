/** Boxes as deltas from anchors (PAPER: box coding dx, dy, dw, dh), one box at a time on plain arrays. */

/** Largest log of a size ratio that decoding believes: ln(1000 / 16), as in Detectron. */
export const largestLogRatio = Math.log(1000 / 16)

/** Writes the four deltas of a box (x1, y1, x2, y2) from an anchor to `out` at `offset`. Sides count at least 1 px. */
export function encodeBox(
  anchors: Float32Array,
  anchor: number,
  boxes: Float32Array,
  box: number,
  out: Float32Array,
  offset: number,
): void {
  const from = shapeOf(anchors, anchor)
  const to = shapeOf(boxes, box)
  out[offset] = (to.x - from.x) / from.width
  out[offset + 1] = (to.y - from.y) / from.height
  out[offset + 2] = Math.log(Math.max(1, to.width) / from.width)
  out[offset + 3] = Math.log(Math.max(1, to.height) / from.height)
}

/** Writes the box that four deltas (of index `delta`) say from an anchor to `out` at `offset`. */
export function decodeBox(
  anchors: Float32Array,
  anchor: number,
  deltas: Float32Array,
  delta: number,
  out: Float32Array,
  offset: number,
): void {
  const from = shapeOf(anchors, anchor)
  const at = delta * 4
  const x = from.x + (deltas[at] as number) * from.width
  const y = from.y + (deltas[at + 1] as number) * from.height
  const halfWidth = (Math.exp(Math.min(deltas[at + 2] as number, largestLogRatio)) * from.width) / 2
  const halfHeight = (Math.exp(Math.min(deltas[at + 3] as number, largestLogRatio)) * from.height) / 2
  out[offset] = x - halfWidth
  out[offset + 1] = y - halfHeight
  out[offset + 2] = x + halfWidth
  out[offset + 3] = y + halfHeight
}

/** Centre and sides of the box with the given index. */
function shapeOf(boxes: Float32Array, index: number): { x: number; y: number; width: number; height: number } {
  const at = index * 4
  const x1 = boxes[at] as number
  const y1 = boxes[at + 1] as number
  const x2 = boxes[at + 2] as number
  const y2 = boxes[at + 3] as number
  return { x: (x1 + x2) / 2, y: (y1 + y2) / 2, width: x2 - x1, height: y2 - y1 }
}
