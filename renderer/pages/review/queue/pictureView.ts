/** Where the picture lies in the view: whole, or close to one box. */
import type { Edges } from '../../../../core/geometry/box.ts'

export interface Placement {
  scale: number
  left: number
  top: number
}

interface Size {
  width: number
  height: number
}

/** Free space around a whole picture, CSS pixels. */
const BORDER = 12
/** Context around a box seen close, as a share of its longer side. */
const CONTEXT = 1
/** CSS pixels an image pixel, at most. */
const CLOSEST = 8

export function wholePicture(view: Size, image: Size): Placement {
  const scale = Math.max(
    0.001,
    Math.min((view.width - 2 * BORDER) / image.width, (view.height - 2 * BORDER) / image.height, CLOSEST),
  )
  return {
    scale,
    left: (view.width - image.width * scale) / 2,
    top: (view.height - image.height * scale) / 2,
  }
}

/** Close to a box, but never farther away than the whole picture is. */
export function closeTo(view: Size, image: Size, box: Edges): Placement {
  const whole = wholePicture(view, image)
  const side = Math.max(box.x2 - box.x1, box.y2 - box.y1) * (1 + 2 * CONTEXT)
  const scale = Math.max(whole.scale, Math.min(view.width / side, view.height / side, CLOSEST))
  const along = (center: number, space: number, length: number) => {
    const drawn = length * scale
    // Nothing but picture while it is larger than the view; centred when it is smaller.
    if (drawn <= space) return (space - drawn) / 2
    return Math.min(0, Math.max(space - drawn, space / 2 - center * scale))
  }
  return {
    scale,
    left: along((box.x1 + box.x2) / 2, view.width, image.width),
    top: along((box.y1 + box.y2) / 2, view.height, image.height),
  }
}
