/** Copied boxes: kept for the life of the window, so that they can be pasted into other images. */
import { shallowRef } from 'vue'
import type { ImageBox } from '../../../../core/geometry/box.ts'
import type { Size } from '../../../../core/geometry/view.ts'
import type { LabelBox, NewBox } from '../../../../core/project/types.ts'
import { moveBox, withArea } from '../../../canvas/handles.ts'

export const copied = shallowRef<LabelBox[]>([])

/** What of a box is the person's: everything but its id, its origin and its times. */
function asNewBox(box: LabelBox): NewBox {
  const { x1, y1, x2, y2, classId, difficult, truncated, crowd, occluded, note, attributes } = box
  return { x1, y1, x2, y2, classId, difficult, truncated, crowd, occluded, note, attributes: { ...attributes } }
}

/** Copies for pasting: inside the image, and beside a box that already lies in the very same place. */
export function pasted(boxes: readonly LabelBox[], into: Size, present: readonly ImageBox[]): NewBox[] {
  const shift = Math.max(4, Math.round(Math.min(into.width, into.height) / 60))
  return boxes.map((box) => {
    const covered = present.some((other) => samePlace(other, box))
    const delta = covered ? { x: shift, y: shift } : { x: 0, y: 0 }
    return { ...asNewBox(box), ...fitInto(moveBox(box, delta, into), into) }
  })
}

/** A box from a larger image is cut to this one's border. */
function fitInto(box: ImageBox, image: Size): ImageBox {
  const clipped = {
    x1: Math.min(Math.max(box.x1, 0), image.width),
    y1: Math.min(Math.max(box.y1, 0), image.height),
    x2: Math.min(Math.max(box.x2, 0), image.width),
    y2: Math.min(Math.max(box.y2, 0), image.height),
  }
  return withArea(clipped, image)
}

export function samePlace(a: ImageBox, b: ImageBox): boolean {
  return a.x1 === b.x1 && a.y1 === b.y1 && a.x2 === b.x2 && a.y2 === b.y2
}
