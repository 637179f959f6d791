/**
 * In which frame were the boxes of a photo with a rotation tag drawn: the stored one, as the camera wrote its pixels, or
 * the upright one that people see? Tools differ, and few write it down.
 */
import type { Edges } from '../geometry/box.ts'
import type { BoxFrame, BoxUnit } from '../project/types.ts'
import type { AnnotatedImage } from './annotations.ts'
import { storedSize, swapsSides, toStored, toUpright, type Size } from './orientation.ts'

export const boxFrames = ['upright', 'stored'] as const satisfies readonly BoxFrame[]

/** What the file really is: its upright size and EXIF orientation. */
export interface RealImage extends Size {
  orientation: number
}

/** Pixels; written decimals are rounded. */
const ROUNDING = 1
/** Part of the longer side that a box drawn without care may reach outside, where no reading fits better. */
const CARELESS = 0.02

/**
 * The frame that the labels of an image speak of, where its size or its boxes can tell; 'either' where they cannot.
 * A size that fits only one of the frames decides; without one, boxes that reach out of only one of them do.
 */
export function frameOf(annotated: AnnotatedImage, real: RealImage): BoxFrame | 'either' {
  if (real.orientation < 2) return 'upright'
  // Turned by half, or only mirrored: both frames have the same size, and no number can tell.
  if (!swapsSides(real.orientation) || real.width === real.height) return 'either'
  const stored = storedSize(real, real.orientation)
  const { size } = annotated
  if (size !== null) {
    if (same(size, real)) return 'upright'
    if (same(size, stored)) return 'stored'
  }
  if (annotated.unit === 'relative') return 'either'
  const beyondUpright = reach(annotated.boxes, real)
  const beyondStored = reach(annotated.boxes, stored)
  for (const allowed of [ROUNDING, CARELESS * Math.max(real.width, real.height)]) {
    if (beyondUpright <= allowed !== beyondStored <= allowed) return beyondUpright <= allowed ? 'upright' : 'stored'
    if (beyondUpright <= allowed) return 'either'
  }
  return 'either'
}

/** A box as it is written, in pixels of the upright image. */
export function readIn(frame: BoxFrame, box: Edges, unit: BoxUnit, real: RealImage): Edges {
  const size = frame === 'stored' ? storedSize(real, real.orientation) : real
  const pixels = unit === 'relative' ? scaled(box, size.width, size.height) : box
  return frame === 'stored' ? toUpright(pixels, size, real.orientation) : pixels
}

/** A box in pixels of the upright image that was read in the other frame, read in `frame` instead. */
export function readAnew(frame: BoxFrame, box: Edges, unit: BoxUnit, real: RealImage): Edges {
  const stored = storedSize(real, real.orientation)
  const before = frame === 'stored' ? real : stored
  const pixels = frame === 'stored' ? box : toStored(box, real, real.orientation)
  const written = unit === 'relative' ? scaled(pixels, 1 / before.width, 1 / before.height) : pixels
  return readIn(frame, written, unit, real)
}

function scaled({ x1, y1, x2, y2 }: Edges, byX: number, byY: number): Edges {
  return { x1: x1 * byX, y1: y1 * byY, x2: x2 * byX, y2: y2 * byY }
}

/** How far boxes reach beyond the right and the lower edge, in pixels; not above 0 when they do not. */
function reach(boxes: readonly Edges[], { width, height }: Size): number {
  return boxes.reduce(
    (most, { x1, y1, x2, y2 }) => Math.max(most, Math.max(x1, x2) - width, Math.max(y1, y2) - height),
    -Infinity,
  )
}

function same(a: Size, b: Size): boolean {
  return a.width === b.width && a.height === b.height
}
