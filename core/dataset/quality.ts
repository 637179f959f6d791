/**
 * Boxes that deserve a look. core/project/boxChecks.ts says the same in SQL for searches; a test holds the two together.
 */
import { area, iou, type Edges } from '../geometry/box.ts'
import type { BoxCheck } from './search/keys.ts'

export const LIMITS = {
  /** Shortest side, in pixels, of boxes that are hardly more than a slip of the mouse. */
  tinySide: 4,
  /** Share of the image from which on a box says little about where the object is. */
  hugeShare: 0.9,
  /** Pixels from the image's border within which an edge lies on it. */
  border: 1,
  /** Overlap of two boxes of one class from which on they are the same. */
  sameIou: 0.95,
  /** Boxes that a class must have before its usual shape is known. */
  shapeBoxes: 20,
  /** How far the logarithm of width / height is from the class's mean: standard deviations, and at least a factor of 2. */
  shapeDeviations: 3,
  shapeLeast: 0.693,
} as const

export interface CheckedBox extends Edges {
  id: number
  imageId: number
  classId: number
  truncated?: boolean
}

export interface Finding {
  kind: BoxCheck
  imageId: number
  boxId: number
}

interface Shape {
  boxes: number
  mean: number
  deviation: number
}

/** All findings, image by image in the order of `images`. */
export function findDoubtful(
  images: ReadonlyArray<{ id: number; width: number; height: number }>,
  byImage: ReadonlyMap<number, readonly CheckedBox[]>,
): Finding[] {
  const shapes = classShapes([...byImage.values()].flat())
  return images.flatMap((image) => {
    const boxes = byImage.get(image.id) ?? []
    return boxes.flatMap((box, index) => {
      const kinds = checksOf(box, image, shapes.get(box.classId))
      const twin = (other: CheckedBox) => other.classId === box.classId && iou(other, box) >= LIMITS.sameIou
      if (boxes.slice(0, index).some(twin)) kinds.push('duplicate')
      return kinds.map((kind) => ({ kind, imageId: image.id, boxId: box.id }))
    })
  })
}

function checksOf(box: CheckedBox, image: { width: number; height: number }, shape: Shape | undefined): BoxCheck[] {
  const { width, height } = image
  const found: BoxCheck[] = []
  const known = width > 0 && height > 0
  const size = area(box)
  const huge = known && size >= LIMITS.hugeShare * width * height
  const outside = known && (box.x1 < 0 || box.y1 < 0 || box.x2 > width || box.y2 > height)
  if (outside) found.push('outside')
  if (size === 0) found.push('zero-area')
  else if (Math.min(box.x2 - box.x1, box.y2 - box.y1) < LIMITS.tinySide) found.push('tiny')
  if (huge) found.push('huge')
  const atBorder =
    Math.min(box.x1, box.y1) <= LIMITS.border || box.x2 >= width - LIMITS.border || box.y2 >= height - LIMITS.border
  if (known && !huge && !outside && box.truncated !== true && atBorder) found.push('border')
  if (size > 0 && shape && shape.boxes >= LIMITS.shapeBoxes) {
    const limit = Math.max(LIMITS.shapeLeast, LIMITS.shapeDeviations * shape.deviation)
    if (Math.abs(logRatio(box) - shape.mean) > limit) found.push('shape')
  }
  return found
}

/** Mean and standard deviation of the logarithm of width / height, by class. */
function classShapes(boxes: readonly CheckedBox[]): Map<number, Shape> {
  const byClass = Map.groupBy(
    boxes.filter((box) => area(box) > 0),
    ({ classId }) => classId,
  )
  return new Map([...byClass].map(([classId, own]) => [classId, shapeOf(own.map(logRatio))]))
}

function shapeOf(ratios: readonly number[]): Shape {
  const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length
  const square = ratios.reduce((sum, ratio) => sum + ratio * ratio, 0) / ratios.length
  return { boxes: ratios.length, mean, deviation: Math.sqrt(Math.max(0, square - mean * mean)) }
}

function logRatio(box: Edges): number {
  return Math.log((box.x2 - box.x1) / (box.y2 - box.y1))
}
