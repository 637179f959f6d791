/** The box of one Label Studio region, and its classes. */
import type { Edges } from '../../../geometry/box.ts'
import { finite, sizeOf, type JsonRecord } from '../../json.ts'
import { boundsOf, ellipseBounds, readPoints, turnedBounds } from '../../shapes.ts'

const CLASS_LISTS = [
  'rectanglelabels',
  'polygonlabels',
  'ellipselabels',
  'brushlabels',
  'keypointlabels',
  'labels',
] as const

export interface Region {
  edges: Edges
  size: { width: number; height: number }
  /** What it was before it became a box: 'rectangle' for a box. */
  kind: string
}

/** The names of a region's classes. */
export function regionClasses(value: JsonRecord): string[] {
  for (const key of CLASS_LISTS) {
    const names = value[key]
    if (Array.isArray(names)) return names.filter((name) => typeof name === 'string' && name.trim() !== '') as string[]
  }
  return []
}

/** In pixels: places are percent of the image that it was labelled at. A string says what is wrong, null means no extent. */
export function readRegion(value: JsonRecord, holder: JsonRecord): Region | string | null {
  const size = sizeOf(holder['original_width'], holder['original_height'])
  if (!size) return 'It does not say the size of its image.'
  const across = (percent: number) => (percent / 100) * size.width
  const down = (percent: number) => (percent / 100) * size.height
  const [x, y, w, h, rx, ry] = ['x', 'y', 'width', 'height', 'radiusX', 'radiusY'].map((key) => finite(value[key]))
  const degrees = finite(value['rotation']) ?? 0
  if (Array.isArray(value['points'])) {
    const points = readPoints(value['points'])
    const edges = boundsOf((points ?? []).map(([px, py]) => [across(px), down(py)] as const))
    return edges ? { edges, size, kind: 'polygon' } : 'Its points are not pairs of numbers.'
  }
  if (x == null || y == null) return 'rle' in value ? null : 'It has no place.'
  if (rx != null && ry != null) {
    return { edges: ellipseBounds(across(x), down(y), across(rx), down(ry), degrees), size, kind: 'ellipse' }
  }
  if (Array.isArray(value['keypointlabels']) || h == null) return w == null ? 'It has no width and height.' : null
  if (w == null) return 'It has no width and height.'
  const edges = { x1: across(x), y1: down(y), x2: across(x) + across(w), y2: down(y) + down(h) }
  // Label Studio turns boxes clockwise about their top left corner.
  const kind = degrees % 360 === 0 ? 'rectangle' : 'turned rectangle'
  return { edges: turnedBounds(edges, degrees, edges.x1, edges.y1), size, kind }
}
