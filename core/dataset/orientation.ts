/** EXIF orientation: from the frame in which a camera stored the pixels to the upright one that people see. */
import type { Edges } from '../geometry/box.ts'
import { ordered } from '../geometry/box.ts'

export interface Size {
  width: number
  height: number
}

/** Do width and height change places? True for orientations 5 to 8. */
export function swapsSides(orientation: number): boolean {
  return orientation >= 5 && orientation <= 8
}

/** Size of the stored frame of an image whose upright size is given. */
export function storedSize(upright: Size, orientation: number): Size {
  return swapsSides(orientation) ? { width: upright.height, height: upright.width } : upright
}

/** Takes a box from the stored frame, of size `stored`, to the upright frame (EXIF 2.32, tag 0x0112). */
export function toUpright(box: Edges, stored: Size, orientation: number): Edges {
  const a = turn(box.x1, box.y1, stored, orientation)
  const b = turn(box.x2, box.y2, stored, orientation)
  return ordered({ x1: a.x, y1: a.y, x2: b.x, y2: b.y })
}

/** The inverse of `toUpright`: takes a box of the upright frame, of size `upright`, to the stored one. */
export function toStored(box: Edges, upright: Size, orientation: number): Edges {
  return toUpright(box, upright, INVERSE[orientation] ?? 1)
}

/** A quarter turn is taken back by the other one; all other orientations take themselves back. */
const INVERSE: Record<number, number> = { 1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 8, 7: 7, 8: 6 }

function turn(x: number, y: number, { width, height }: Size, orientation: number): { x: number; y: number } {
  switch (orientation) {
    case 2:
      return { x: width - x, y }
    case 3:
      return { x: width - x, y: height - y }
    case 4:
      return { x, y: height - y }
    case 5:
      return { x: y, y: x }
    case 6:
      return { x: height - y, y: x }
    case 7:
      return { x: height - y, y: width - x }
    case 8:
      return { x: y, y: width - x }
    default:
      return { x, y }
  }
}
