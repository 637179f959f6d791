/** Anchors: the boxes that every position of every pyramid level offers (PAPER: 9 per position). */
import type { RetinaNetConfig } from '../training/config.ts'
import { anchorsOfLevel, anchorsPerPosition } from './levelAnchors.ts'

export interface Anchors {
  /** R boxes of 4 numbers x1, y1, x2, y2 in input pixels; level by level, row by row, then scale, then ratio. */
  boxes: Float32Array
  count: number
  perPosition: number
  /** First anchor and number of anchors of each level, finest first. */
  levels: AnchorLevel[]
}

export interface AnchorLevel {
  level: number
  stride: number
  height: number
  width: number
  start: number
  count: number
  /** The centre of cell c, r is at ((c + offset) * stepX, (r + offset) * stepY). */
  offset: number
  stepX: number
  stepY: number
}

/** Half sides in input pixels. */
export interface AnchorShape {
  halfWidth: number
  halfHeight: number
}

/**
 * All anchors of an input. Sides are `baseScale` x stride x scale, at areas kept over ratios (height / width); centres
 * lie in the middle of each cell, or at its top left corner as in Detectron and torchvision.
 */
export function makeAnchors(config: RetinaNetConfig, inputHeight: number, inputWidth: number): Anchors {
  const levels = anchorLevels(config, inputHeight, inputWidth)
  const count = levels.reduce((sum, level) => sum + level.count, 0)
  const boxes = new Float32Array(count * 4)
  let next = 0
  for (const { stride, height, width, stepX, stepY, offset } of levels) {
    const shapes = anchorShapes(config, stride)
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const x = (column + offset) * stepX
        const y = (row + offset) * stepY
        for (const { halfWidth, halfHeight } of shapes) {
          boxes[next++] = x - halfWidth
          boxes[next++] = y - halfHeight
          boxes[next++] = x + halfWidth
          boxes[next++] = y + halfHeight
        }
      }
    }
  }
  return { boxes, count, perPosition: anchorsPerPosition(config), levels }
}

/** Where the positions of each level lie on an input. */
export function anchorLevels(config: RetinaNetConfig, inputHeight: number, inputWidth: number): AnchorLevel[] {
  const { centre, rounded } = config.anchors
  const perPosition = anchorsPerPosition(config)
  const offset = centre === 'middle' ? 0.5 : 0
  let start = 0
  return config.pyramid.levels.map((level): AnchorLevel => {
    const stride = 2 ** level
    const [height, width] = [Math.ceil(inputHeight / stride), Math.ceil(inputWidth / stride)]
    const count = height * width * perPosition
    start += count
    // torchvision spreads the cells over the input: where that is no multiple of the stride, they are smaller.
    const stepX = rounded ? Math.floor(inputWidth / width) : stride
    const stepY = rounded ? Math.floor(inputHeight / height) : stride
    return { level, stride, height, width, start: start - count, count, offset, stepX, stepY }
  })
}

/** The shapes that every position of a level with this stride offers: by scale, then by ratio. */
export function anchorShapes(config: RetinaNetConfig, stride: number): AnchorShape[] {
  const { rounded } = config.anchors
  const { baseScale, scales, ratios } = anchorsOfLevel(config, Math.log2(stride))
  return scales.flatMap((scale) =>
    ratios.map((ratio): AnchorShape => {
      const exact = baseScale * stride * scale
      const side = rounded ? Math.trunc(exact + tinySide) : exact
      const shape = { halfWidth: side / Math.sqrt(ratio) / 2, halfHeight: (side * Math.sqrt(ratio)) / 2 }
      return rounded ? roundShape(shape) : shape
    }),
  )
}

/** 4 x 8 x 2^(1/3) must not lose a pixel to the last digit of a product. */
const tinySide = 1e-6

/** torchvision's anchors have edges of whole pixels around their centre; halves go to the even neighbour. */
function roundShape({ halfWidth, halfHeight }: AnchorShape): AnchorShape {
  return { halfWidth: roundHalfToEven(halfWidth), halfHeight: roundHalfToEven(halfHeight) }
}

function roundHalfToEven(value: number): number {
  const floor = Math.floor(value)
  if (value - floor !== 0.5) return Math.round(value)
  return floor % 2 === 0 ? floor : floor + 1
}
