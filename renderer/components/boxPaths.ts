/** Boxes as SVG path data: first one dark halo under all of them, then one path for each colour. */
import type { Edges } from '../../core/geometry/box.ts'

export interface DrawnBox extends Edges {
  color: string
  /** Dashed lines are for what a model suggests. */
  dashed?: boolean
}

export interface BoxPath {
  key: string
  d: string
  color: string
  dashed: boolean
  halo: boolean
}

export function boxPaths(boxes: DrawnBox[]): BoxPath[] {
  if (boxes.length === 0) return []
  const byLook = new Map<string, BoxPath>()
  const halo: BoxPath = { key: 'halo', d: '', color: '#000000', dashed: false, halo: true }
  for (const box of boxes) {
    const outline = `M${box.x1} ${box.y1}H${box.x2}V${box.y2}H${box.x1}Z`
    const dashed = box.dashed === true
    const key = `${box.color}${dashed ? '-dashed' : ''}`
    const path = byLook.get(key) ?? { key, d: '', color: box.color, dashed, halo: false }
    path.d += outline
    halo.d += outline
    byLook.set(key, path)
  }
  return [halo, ...byLook.values()]
}
