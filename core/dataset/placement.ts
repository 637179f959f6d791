/** Puts the boxes of a label file on the picture that is really there: the one place where boxes are judged. */
import { clip, ordered, type Edges } from '../geometry/box.ts'
import type { AnnotatedBox, AnnotatedImage } from './annotations.ts'
import { storedSize, swapsSides, toUpright, type Size } from './orientation.ts'
import type { Problems } from './problems.ts'

/** What the file really is: its upright size and EXIF orientation. */
export interface RealImage extends Size {
  orientation: number
}

/** Pixels; less than this outside is the rounding of written decimals and not worth a word. */
const ROUNDING = 0.01

/**
 * Boxes in pixels of the upright image. Boxes without area and boxes wholly outside are skipped, boxes partly outside
 * are clipped with a warning, swapped corners are put in order; nothing is dropped in silence.
 */
export function placeBoxes(annotated: AnnotatedImage, real: RealImage, problems: Problems): AnnotatedBox[] {
  if (annotated.labels === null || annotated.boxes.length === 0) return []
  const toPixels = frameOf(annotated, real, problems)
  const file = annotated.labels
  const placed: AnnotatedBox[] = []
  for (const box of annotated.boxes) {
    const pixels = toPixels(ordered(box))
    if (pixels.x1 >= pixels.x2 || pixels.y1 >= pixels.y2) {
      problems.skip(file, box.field, `The box of class "${box.className}" has no area (${describe(pixels)}).`)
      continue
    }
    const inside = clip(pixels, real.width, real.height)
    if (inside.x1 >= inside.x2 || inside.y1 >= inside.y2) {
      const reason = `The box of class "${box.className}" (${describe(pixels)}) lies outside the image of ${size(real)}.`
      problems.skip(file, box.field, reason)
      continue
    }
    const beyond = Math.max(-pixels.x1, -pixels.y1, pixels.x2 - real.width, pixels.y2 - real.height)
    if (beyond > ROUNDING) {
      const reason = `The box of class "${box.className}" reached ${tidy(beyond)} px outside the image of ${size(real)} and was clipped.`
      problems.warn(file, box.field, reason)
    }
    if (box.x1 > box.x2 || box.y1 > box.y2) problems.warn(file, box.field, 'The corners were swapped and put in order.')
    placed.push({ ...box, ...inside })
  }
  return placed
}

/** Which frame the boxes were drawn in. A size that fits only the stored frame means that they have to be turned. */
function frameOf(annotated: AnnotatedImage, real: RealImage, problems: Problems): (box: Edges) => Edges {
  const { image, unit } = annotated
  const warn = (reason: string) => problems.warn(image, null, reason)
  const turned = 'The photo has a rotation tag'
  if (unit === 'relative') {
    if (real.orientation > 1) warn(`${turned} and the labels do not say in which frame they are: upright was assumed.`)
    return ({ x1, y1, x2, y2 }) => ({
      x1: x1 * real.width,
      y1: y1 * real.height,
      x2: x2 * real.width,
      y2: y2 * real.height,
    })
  }
  const stored = storedSize(real, real.orientation)
  const claimed = annotated.size
  const isUpright = claimed !== null && same(claimed, real)
  const isStored = claimed !== null && same(claimed, stored)
  if (swapsSides(real.orientation) && isStored && !isUpright) {
    warn(`${turned} and was labelled before turning: its boxes were turned with it.`)
    return (box) => toUpright(box, stored, real.orientation)
  }
  if (claimed !== null && !isUpright) {
    warn(
      `The labels say that it is ${size(claimed)}, but it is ${size(real)}: the boxes were kept as they are written.`,
    )
  } else if (real.orientation > 1 && (claimed === null || isStored)) {
    warn(`${turned} and the labels do not say in which frame they are: upright was assumed.`)
  }
  return (box) => box
}

function same(a: Size, b: Size): boolean {
  return a.width === b.width && a.height === b.height
}

function size({ width, height }: Size): string {
  return `${width} x ${height}`
}

function tidy(value: number): string {
  return String(Math.round(value * 100) / 100)
}

function describe({ x1, y1, x2, y2 }: Edges): string {
  return [x1, y1, x2, y2].map(tidy).join(', ')
}
