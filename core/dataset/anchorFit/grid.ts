/** A network's anchors as what repeats: on each level the same shapes at every position of a regular grid. Pure. */

export interface AnchorLevel {
  /** Input pixels between neighbouring positions. */
  stride: number
  /** Positions across and down. */
  columns: number
  rows: number
  /** Centre of the first position, in input pixels; the same across and down. */
  first: number
  /** Sides of the anchors at every position, in input pixels. */
  shapes: ReadonlyArray<{ width: number; height: number }>
}

export type AnchorGrid = readonly AnchorLevel[]

/** A box as the network sees it. */
export interface SeenBox {
  classId: number
  /** Centre and sides in input pixels. */
  x: number
  y: number
  width: number
  height: number
}

/**
 * The best IoU of a box with any anchor of the grid: exact, and without looking at every position. For a given shape
 * the overlaps across and down fall with the distance of the centres and IoU rises with both, so that the nearest
 * column and row are best.
 */
export function bestOverlap(grid: AnchorGrid, box: SeenBox): number {
  const { x, y, width, height } = box
  const own = width * height
  let best = 0
  for (const { stride, columns, rows, first, shapes } of grid) {
    const away = Math.abs(x - nearest(x, first, stride, columns))
    const below = Math.abs(y - nearest(y, first, stride, rows))
    for (const shape of shapes) {
      const across = overlap(width, shape.width, away)
      const down = overlap(height, shape.height, below)
      if (across <= 0 || down <= 0) continue
      const shared = across * down
      const value = shared / (own + shape.width * shape.height - shared)
      if (value > best) best = value
    }
  }
  return best
}

function nearest(place: number, first: number, stride: number, count: number): number {
  const position = Math.min(Math.max(Math.round((place - first) / stride), 0), count - 1)
  return first + position * stride
}

/** Common length of two stretches whose middles are `apart`. */
function overlap(one: number, other: number, apart: number): number {
  return Math.min(one, other, (one + other) / 2 - apart)
}
