/** The box around one LabelMe shape. */
import type { Edges } from '../../../geometry/box.ts'
import type { JsonRecord } from '../../json.ts'
import { boundsOf, ellipseBounds, readPoints } from '../../shapes.ts'

export type ShapeBox = { edges: Edges } | { reason: string } | { noExtent: true }

/** Points without an extent ("point", "points") are no boxes; everything else is the box around it. */
export function shapeBox(shape: JsonRecord, type: string): ShapeBox {
  const points = readPoints(shape['points'])
  if (points === null) return { reason: 'Its points are not pairs of numbers.' }
  if (type === 'point' || type === 'points') return { noExtent: true }
  const [first, second] = points
  if (!first || !second) return { reason: `A ${type} needs at least two points, and it has ${points.length}.` }
  if (type === 'circle') {
    const radius = Math.hypot(second[0] - first[0], second[1] - first[1])
    return { edges: ellipseBounds(first[0], first[1], radius, radius) }
  }
  const edges = boundsOf(points)
  return edges ? { edges } : { noExtent: true }
}
