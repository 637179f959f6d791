/** The exact box around what can be seen of a shape behind others, inside the picture. */
import type { Edges } from '../../geometry/box.ts'
import type { Point } from './shape.ts'

export type Polygon = readonly Point[]

/**
 * The bounds of the visible part are reached on its border, and that border consists of the shape's own outline where
 * nothing covers it, and of the outlines of what covers it.
 */
export function visibleBounds(shape: Polygon, covers: readonly Polygon[], width: number, height: number): Edges | null {
  const own = clipToPicture(shape, width, height)
  if (own.length < 3) return null
  const around = boundsOf(own)
  const inFront = covers.filter((cover) => overlap(around, boundsOf(cover)))
  const seen = own.filter((point) => !inFront.some((cover) => contains(cover, point)))
  for (const cover of inFront) {
    const others = inFront.filter((other) => other !== cover)
    for (const point of cover) {
      if (contains(own, point) && !others.some((other) => contains(other, point))) seen.push(point)
    }
  }
  return seen.length === 0 ? null : boundsOf(seen)
}

function boundsOf(points: Polygon): Edges {
  const xs = points.map(({ x }) => x)
  const ys = points.map(({ y }) => y)
  return { x1: Math.min(...xs), y1: Math.min(...ys), x2: Math.max(...xs), y2: Math.max(...ys) }
}

function overlap(a: Edges, b: Edges): boolean {
  return a.x1 <= b.x2 && b.x1 <= a.x2 && a.y1 <= b.y2 && b.y1 <= a.y2
}

/** Is a point inside? By the number of edges to its right. */
export function contains(points: Polygon, { x, y }: Point): boolean {
  let inside = false
  for (let index = 0, last = points.length - 1; index < points.length; last = index++) {
    const [a, b] = [points[index], points[last]]
    if (!a || !b || a.y > y === b.y > y) continue
    if (x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) inside = !inside
  }
  return inside
}

/** Sutherland and Hodgman: cut by one side of the picture after the other. */
export function clipToPicture(points: Polygon, width: number, height: number): Point[] {
  const sides: Array<(point: Point) => number> = [
    ({ x }) => x,
    ({ x }) => width - x,
    ({ y }) => y,
    ({ y }) => height - y,
  ]
  return sides.reduce<Point[]>((kept, inside) => cut(kept, inside), [...points])
}

function cut(points: readonly Point[], inside: (point: Point) => number): Point[] {
  return points.flatMap((point, index) => {
    const next = points[(index + 1) % points.length] ?? point
    const [here, there] = [inside(point), inside(next)]
    const kept = here >= 0 ? [point] : []
    if (here >= 0 === there >= 0) return kept
    const t = here / (here - there)
    return [...kept, { x: point.x + t * (next.x - point.x), y: point.y + t * (next.y - point.y) }]
  })
}
