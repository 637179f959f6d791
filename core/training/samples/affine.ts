/**
 * Axis-aligned affine maps: flips, quarter turns, scales and shifts. They take every axis-aligned box to one, so the
 * same map moves pixels and boxes exactly. Pure.
 */

/** x' = xx * x + xy * y + x0, y' = yx * x + yy * y + y0; either xy = yx = 0 or (a quarter turn) xx = yy = 0. */
export interface Affine {
  xx: number
  xy: number
  x0: number
  yx: number
  yy: number
  y0: number
}

export interface Rectangle {
  x1: number
  y1: number
  x2: number
  y2: number
}

export const identity: Affine = { xx: 1, xy: 0, x0: 0, yx: 0, yy: 1, y0: 0 }

/** Mirrors left to right inside a picture of a width. */
export function flipX(width: number): Affine {
  return { ...identity, xx: -1, x0: width }
}

/** Mirrors top to bottom inside a picture of a height. */
export function flipY(height: number): Affine {
  return { ...identity, yy: -1, y0: height }
}

/** A quarter turn clockwise of a picture of a height: what was at the top is at the right. */
export function quarterTurn(height: number): Affine {
  return { xx: 0, xy: -1, x0: height, yx: 1, yy: 0, y0: 0 }
}

export function scaling(factor: number): Affine {
  return { ...identity, xx: factor, yy: factor }
}

export function shift(x: number, y: number): Affine {
  return { ...identity, x0: x, y0: y }
}

/** The maps one after another, first to last. */
export function compose(...maps: readonly Affine[]): Affine {
  return maps.reduce(
    (before, next) => ({
      xx: next.xx * before.xx + next.xy * before.yx,
      xy: next.xx * before.xy + next.xy * before.yy,
      x0: next.xx * before.x0 + next.xy * before.y0 + next.x0,
      yx: next.yx * before.xx + next.yy * before.yx,
      yy: next.yx * before.xy + next.yy * before.yy,
      y0: next.yx * before.x0 + next.yy * before.y0 + next.y0,
    }),
    identity,
  )
}

/** The map back. Maps that squash a picture to nothing do not occur. */
export function invert({ xx, xy, x0, yx, yy, y0 }: Affine): Affine {
  const determinant = xx * yy - xy * yx
  const [ixx, ixy, iyx, iyy] = [yy / determinant, -xy / determinant, -yx / determinant, xx / determinant]
  return { xx: ixx, xy: ixy, x0: -(ixx * x0 + ixy * y0), yx: iyx, yy: iyy, y0: -(iyx * x0 + iyy * y0) }
}

export function mapPoint(map: Affine, x: number, y: number): [x: number, y: number] {
  return [map.xx * x + map.xy * y + map.x0, map.yx * x + map.yy * y + map.y0]
}

/** The box of a mapped box: exact, since the map keeps sides parallel to the axes. */
export function mapBox(map: Affine, { x1, y1, x2, y2 }: Rectangle): Rectangle {
  const [ax, ay] = mapPoint(map, x1, y1)
  const [bx, by] = mapPoint(map, x2, y2)
  return { x1: Math.min(ax, bx), y1: Math.min(ay, by), x2: Math.max(ax, bx), y2: Math.max(ay, by) }
}

/** Factor on areas. */
export function areaFactor({ xx, xy, yx, yy }: Affine): number {
  return Math.abs(xx * yy - xy * yx)
}
