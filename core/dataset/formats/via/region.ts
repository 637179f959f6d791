/** The box and the class of one VIA region. */
import type { Edges } from '../../../geometry/box.ts'
import type { Attributes } from '../../annotations.ts'
import { setAttribute } from '../../attributes.ts'
import { finite, isRecord, type JsonRecord } from '../../json.ts'
import { boundsOf, ellipseBounds, type Point } from '../../shapes.ts'

/** The box around a shape; null for points; a string says what is wrong. */
export function regionEdges(shape: JsonRecord): Edges | string | null {
  const numbers = (...keys: string[]) => keys.map((key) => finite(shape[key]))
  const name = shape['name']
  if (name === 'point') return null
  if (name === 'rect') {
    const [x, y, w, h] = numbers('x', 'y', 'width', 'height')
    if (x == null || y == null || w == null || h == null) return 'The rectangle has no x, y, width and height.'
    return { x1: x, y1: y, x2: x + w, y2: y + h }
  }
  if (name === 'circle' || name === 'ellipse') {
    const [cx, cy, r, rx, ry, theta] = numbers('cx', 'cy', 'r', 'rx', 'ry', 'theta')
    const [across, down] = [rx ?? r, ry ?? r]
    if (cx == null || cy == null || across == null || down == null) return `The ${name} has no centre and radius.`
    // VIA turns ellipses by radians.
    return ellipseBounds(cx, cy, across, down, ((theta ?? 0) * 180) / Math.PI)
  }
  const [xs, ys] = [shape['all_points_x'], shape['all_points_y']]
  if (!Array.isArray(xs) || !Array.isArray(ys) || xs.length !== ys.length) return 'It has no list of points.'
  const points: Point[] = []
  for (const [at, value] of xs.entries()) {
    const [x, y] = [finite(value), finite(ys[at])]
    if (x === null || y === null) return 'Its points are not numbers.'
    points.push([x, y])
  }
  return boundsOf(points) ?? 'It has no points.'
}

const CLASS_KEYS = ['class', 'label', 'category', 'name', 'type', 'object', 'class_name', 'object_name']

/** The attribute that holds the class: a usual name, else the only or first one that any region has; null for none. */
export function classKey(attributes: Iterable<JsonRecord>): string | null {
  const keys = new Set<string>()
  for (const one of attributes) for (const key of Object.keys(one)) if (classText(one[key]) !== '') keys.add(key)
  const usual = CLASS_KEYS.map((name) => [...keys].find((key) => key.toLowerCase() === name)).find(Boolean)
  return usual ?? [...keys][0] ?? null
}

/** Text of a class attribute; of a check box the names that are ticked. */
export function classText(value: unknown): string {
  if (typeof value === 'string') return value.trim()
  if (typeof value === 'number') return String(value)
  if (!isRecord(value)) return ''
  const ticked = Object.keys(value).filter((key) => value[key] === true)
  return ticked.join(', ')
}

/** Everything else that a region says. Check boxes of one option are true or absent. */
export function otherAttributes(written: JsonRecord, key: string | null): Attributes {
  const attributes: Attributes = {}
  for (const [name, value] of Object.entries(written)) {
    if (name !== key) setAttribute(attributes, name, isRecord(value) ? classText(value) : value)
  }
  return attributes
}
