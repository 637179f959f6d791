/** Puts the boxes of a label file on the picture that is really there: the one place where boxes are judged. */
import { clip, ordered, type Edges } from '../geometry/box.ts'
import type { AnnotatedBox, AnnotatedImage, DatasetBox } from './annotations.ts'
import type { BoxFrame } from '../project/types.ts'
import { frameOf, readIn, type RealImage } from './frameReading.ts'
import { storedSize, type Size } from './orientation.ts'
import type { Problems } from './problems.ts'

/** Pixels; less than this outside is the rounding of written decimals and not worth a word. */
const ROUNDING = 0.01

/**
 * Boxes in pixels of the upright image. Boxes without area and boxes wholly outside are skipped, boxes partly outside
 * are clipped with a warning, swapped corners are put in order; nothing is dropped in silence. `otherwise` is the frame
 * that a person chose for labels that do not tell theirs.
 */
export function placeBoxes(
  annotated: AnnotatedImage,
  real: RealImage,
  problems: Problems,
  otherwise?: BoxFrame,
): DatasetBox[] {
  if (annotated.labels === null || annotated.boxes.length === 0) return []
  const toPixels = reading(annotated, real, problems, otherwise)
  const file = annotated.labels
  const placed: DatasetBox[] = []
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
    placed.push(without(box, inside))
  }
  return placed
}

/** How the image's boxes become pixels of the upright image; tells what had to be assumed. */
function reading(
  annotated: AnnotatedImage,
  real: RealImage,
  problems: Problems,
  otherwise: BoxFrame | undefined,
): (box: Edges) => Edges {
  const { image, unit, size: claimed } = annotated
  const warn = (reason: string) => problems.warn(image, null, reason)
  const found = frameOf(annotated, real)
  const frame = found === 'either' ? (otherwise ?? 'upright') : found
  const turned = 'The photo has a rotation tag'
  if (found === 'stored') warn(`${turned} and was labelled before turning: its boxes were turned with it.`)
  const fitsNeither =
    claimed !== null && !sameSize(claimed, real) && !sameSize(claimed, storedSize(real, real.orientation))
  if (unit === 'pixels' && fitsNeither) {
    warn(
      `The labels say that it is ${size(claimed)}, but it is ${size(real)}: the boxes were kept as they are written.`,
    )
  } else if (found === 'either' && otherwise === undefined) {
    warn(`${turned} and the labels do not say in which frame they are: upright was assumed.`)
  }
  return (box) => readIn(frame, box, unit, real)
}

/** The box with other edges and without its place in a file, which a million boxes need not carry any further. */
function without(box: AnnotatedBox, { x1, y1, x2, y2 }: Edges): DatasetBox {
  const { className, difficult, truncated, crowd, occluded, attributes, note } = box
  return { x1, y1, x2, y2, className, difficult, truncated, crowd, occluded, attributes, note }
}

function sameSize(a: Size, b: Size): boolean {
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
