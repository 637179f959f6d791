/** The box around anything that can be drawn: outlines, circles, ellipses, turned rectangles. */
import type { Edges } from '../geometry/box.ts'
import { finite, isRecord } from './json.ts'

export type Point = readonly [x: number, y: number]

/** The smallest box around points; null for none. */
export function boundsOf(points: readonly Point[]): Edges | null {
  if (points.length === 0) return null
  let [x1, y1, x2, y2] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [x, y] of points) {
    x1 = Math.min(x1, x)
    y1 = Math.min(y1, y)
    x2 = Math.max(x2, x)
    y2 = Math.max(y2, y)
  }
  return { x1, y1, x2, y2 }
}

/** The smallest box around several boxes; null for none. */
export function union(boxes: readonly Edges[]): Edges | null {
  return boundsOf(
    boxes.flatMap(({ x1, y1, x2, y2 }): Point[] => [
      [x1, y1],
      [x2, y2],
    ]),
  )
}

/** The smallest upright box around `box` turned clockwise by `degrees` about the point (`x`, `y`). */
export function turnedBounds({ x1, y1, x2, y2 }: Edges, degrees: number, x: number, y: number): Edges {
  if (degrees % 360 === 0) return { x1, y1, x2, y2 }
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]
  const corners: Point[] = [
    [x1, y1],
    [x2, y1],
    [x2, y2],
    [x1, y2],
  ]
  const turned = corners.map(([px, py]): Point => {
    const [dx, dy] = [px - x, py - y]
    return [x + dx * cos - dy * sin, y + dx * sin + dy * cos]
  })
  return boundsOf(turned) ?? { x1, y1, x2, y2 }
}

/** The box around an ellipse with half axes `rx` and `ry`, turned by `degrees`: half extents sqrt(rx² cos² + ry² sin²) and so on. */
export function ellipseBounds(cx: number, cy: number, rx: number, ry: number, degrees = 0): Edges {
  const turned = degrees % 180 !== 0
  const angle = (degrees * Math.PI) / 180
  const w = turned ? Math.hypot(rx * Math.cos(angle), ry * Math.sin(angle)) : Math.abs(rx)
  const h = turned ? Math.hypot(rx * Math.sin(angle), ry * Math.cos(angle)) : Math.abs(ry)
  return { x1: cx - w, y1: cy - h, x2: cx + w, y2: cy + h }
}

/** Points written as [x, y] or {x, y}; null when any of them is not two finite numbers. */
export function readPoints(written: unknown): Point[] | null {
  if (!Array.isArray(written)) return null
  const points: Point[] = []
  for (const point of written) {
    const [x, y] = Array.isArray(point) ? point : isRecord(point) ? [point['x'], point['y']] : []
    const [px, py] = [finite(x), finite(y)]
    if (px === null || py === null) return null
    points.push([px, py])
  }
  return points
}

/** Points written as x1, y1, x2, y2, …; null when they are not pairs of finite numbers. */
export function pairs(numbers: readonly unknown[]): Point[] | null {
  if (numbers.length % 2 === 1) return null
  const points: Point[] = []
  for (let at = 0; at < numbers.length; at += 2) {
    const [x, y] = [finite(numbers[at]), finite(numbers[at + 1])]
    if (x === null || y === null) return null
    points.push([x, y])
  }
  return points
}
