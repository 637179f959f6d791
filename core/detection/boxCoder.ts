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
  const [ax1, ay1, ax2, ay2] = edges(anchors, anchor)
  const [x1, y1, x2, y2] = edges(boxes, box)
  const [width, height] = [ax2 - ax1, ay2 - ay1]
  out[offset] = (x1 + x2 - ax1 - ax2) / 2 / width
  out[offset + 1] = (y1 + y2 - ay1 - ay2) / 2 / height
  out[offset + 2] = Math.log(Math.max(1, x2 - x1) / width)
  out[offset + 3] = Math.log(Math.max(1, y2 - y1) / height)
}

/** Writes the box that four deltas (at `delta`) say from an anchor to `out` at `offset`. */
export function decodeBox(
  anchors: Float32Array,
  anchor: number,
  deltas: Float32Array,
  delta: number,
  out: Float32Array,
  offset: number,
): void {
  const [ax1, ay1, ax2, ay2] = edges(anchors, anchor)
  const [dx, dy, dw, dh] = edges(deltas, delta)
  const [width, height] = [ax2 - ax1, ay2 - ay1]
  const x = (ax1 + ax2) / 2 + dx * width
  const y = (ay1 + ay2) / 2 + dy * height
  const halfWidth = (Math.exp(Math.min(dw, largestLogRatio)) * width) / 2
  const halfHeight = (Math.exp(Math.min(dh, largestLogRatio)) * height) / 2
  out[offset] = x - halfWidth
  out[offset + 1] = y - halfHeight
  out[offset + 2] = x + halfWidth
  out[offset + 3] = y + halfHeight
}

/** Four numbers of the box with the given index. */
function edges(values: Float32Array, index: number): [number, number, number, number] {
  const at = index * 4
  return [values[at] ?? 0, values[at + 1] ?? 0, values[at + 2] ?? 0, values[at + 3] ?? 0]
}
