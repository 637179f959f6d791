/** The square part of a picture that shows a box with something around it. */
import type { Edges } from '../../core/geometry/box.ts'

/** Context around the box, as a share of its longer side. */
const MARGIN = 0.45
/** Boxes without area still show where they are. */
const SMALLEST = 4

export interface CropView {
  x: number
  y: number
  side: number
}

/** In pixels of the picture; kept inside it where it fits, centred on it where not. */
export function cropView(box: Edges, image: { width: number; height: number }): CropView {
  const side = Math.max(box.x2 - box.x1, box.y2 - box.y1, SMALLEST) * (1 + 2 * MARGIN)
  const place = (center: number, size: number) =>
    side >= size ? (size - side) / 2 : Math.min(Math.max(center - side / 2, 0), size - side)
  return { x: place((box.x1 + box.x2) / 2, image.width), y: place((box.y1 + box.y2) / 2, image.height), side }
}
