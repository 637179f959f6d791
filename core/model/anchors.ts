/** Anchors: the boxes that every position of every pyramid level offers (PAPER: 9 per position). */
import type { RetinaNetConfig } from '../training/config.ts'

export interface Anchors {
  /** R boxes of 4 numbers x1, y1, x2, y2 in input pixels; level by level, row by row, then scale, then ratio. */
  boxes: Float32Array
  count: number
  perPosition: number
  /** First anchor and number of anchors of each level, finest first. */
  levels: Array<{ level: number; stride: number; height: number; width: number; start: number; count: number }>
}

/**
 * All anchors of an input. Sides are `baseScale` x stride x scale, at areas kept over ratios (height / width); centres
 * lie in the middle of each cell.
 */
export function makeAnchors(config: RetinaNetConfig, inputHeight: number, inputWidth: number): Anchors {
  const { baseScale, scales, ratios } = config.anchors
  const perPosition = scales.length * ratios.length
  let start = 0
  const levels = config.pyramid.levels.map((level) => {
    const stride = 2 ** level
    const [height, width] = [Math.ceil(inputHeight / stride), Math.ceil(inputWidth / stride)]
    const count = height * width * perPosition
    start += count
    return { level, stride, height, width, start: start - count, count }
  })
  const boxes = new Float32Array(start * 4)
  let next = 0
  for (const { stride, height, width } of levels) {
    const shapes = scales.flatMap((scale) =>
      ratios.map((ratio) => {
        const side = baseScale * stride * scale
        return { halfWidth: side / Math.sqrt(ratio) / 2, halfHeight: (side * Math.sqrt(ratio)) / 2 }
      }),
    )
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const x = (column + 0.5) * stride
        const y = (row + 0.5) * stride
        for (const { halfWidth, halfHeight } of shapes) {
          boxes[next++] = x - halfWidth
          boxes[next++] = y - halfHeight
          boxes[next++] = x + halfWidth
          boxes[next++] = y + halfHeight
        }
      }
    }
  }
  return { boxes, count: start, perPosition, levels }
}
