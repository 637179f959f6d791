/** A network's anchors as what repeats: on each level the same shapes at every position of a regular grid. Pure. */

/** Centres along an axis, in input pixels. */
export interface Positions {
  count: number
  /** Between neighbours. */
  step: number
  first: number
}

export interface AnchorLevel {
  columns: Positions
  rows: Positions
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
  for (const { columns, rows, shapes } of grid) {
    const away = Math.abs(x - nearest(x, columns))
    const below = Math.abs(y - nearest(y, rows))
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

function nearest(place: number, { count, step, first }: Positions): number {
  const position = Math.min(Math.max(Math.round((place - first) / step), 0), count - 1)
  return first + position * step
}

/** Common length of two stretches whose middles are `apart`. */
function overlap(one: number, other: number, apart: number): number {
  return Math.min(one, other, (one + other) / 2 - apart)
}
