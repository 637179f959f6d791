/** Closed outlines made of cubic Bézier curves: the same data is drawn as SVG and measured for boxes. */
export interface Point {
  x: number
  y: number
}

/** x1, y1, x2, y2 of the control points, then x, y of the end. */
export type Curve = readonly [number, number, number, number, number, number]

export interface Outline {
  start: readonly [number, number]
  curves: readonly Curve[]
}

/** Where a unit shape lies on the picture: scaled, turned by `angle` radians, then moved. */
export interface Pose extends Point {
  scale: number
  angle: number
}

/** Pixels between points of a polygon, and the fewest and most points of a curve. */
const SPACING = 4
const FEWEST = 4
const MOST = 20

/** A point of the unit shape on the picture. */
export function onPicture(pose: Pose, x: number, y: number): Point {
  const cosine = Math.cos(pose.angle) * pose.scale
  const sine = Math.sin(pose.angle) * pose.scale
  return { x: pose.x + x * cosine - y * sine, y: pose.y + x * sine + y * cosine }
}

export function poseOutline(outline: Outline, pose: Pose): Outline {
  const move = (x: number, y: number): [number, number] => {
    const point = onPicture(pose, x, y)
    return [point.x, point.y]
  }
  return {
    start: move(...outline.start),
    curves: outline.curves.map(([a, b, c, d, e, f]): Curve => [...move(a, b), ...move(c, d), ...move(e, f)]),
  }
}

/** The right half of a shape, from its top to its bottom, completed with its mirror image. */
export function mirrored(top: readonly [number, number], right: readonly Curve[]): Outline {
  const ends = [top, ...right.map(([, , , , x, y]): [number, number] => [x, y])]
  const left = right.map(([ax, ay, bx, by], index): Curve => {
    const [x, y] = ends[index] ?? top
    return [-bx, by, -ax, ay, -x, y]
  })
  return { start: top, curves: [...right, ...left.reverse()] }
}

export function svgPath({ start, curves }: Outline): string {
  return `M${start.map(number).join(' ')}${curves.map((curve) => `C${curve.map(number).join(' ')}`).join('')}Z`
}

/** The outline as a polygon, fine enough to measure to a tenth of a pixel at the sizes drawn here. */
export function polygon({ start, curves }: Outline): Point[] {
  const points: Point[] = []
  let [x, y] = start
  for (const [ax, ay, bx, by, ex, ey] of curves) {
    const length = Math.hypot(ax - x, ay - y) + Math.hypot(bx - ax, by - ay) + Math.hypot(ex - bx, ey - by)
    const steps = Math.min(MOST, Math.max(FEWEST, Math.ceil(length / SPACING)))
    for (let step = 0; step < steps; step++) {
      const t = step / steps
      const s = 1 - t
      const [p, q, r, u] = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t]
      points.push({ x: p * x + q * ax + r * bx + u * ex, y: p * y + q * ay + r * by + u * ey })
    }
    ;[x, y] = [ex, ey]
  }
  return points
}

/** Two decimals: a hundredth of a pixel. */
export function number(value: number): string {
  return String(Math.round(value * 100) / 100)
}
