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

/** What boxes of a class look like: the logarithm of width / height. */
export interface Shape {
  boxes: number
  mean: number
  deviation: number
}

export interface TestedBox extends Edges {
  truncated?: boolean
}

interface Size {
  width: number
  height: number
}

const hasSize = ({ width, height }: Size) => width > 0 && height > 0

/** What each check asks of a box, apart from duplicates, which take two. */
export const BOX_TESTS: Record<
  Exclude<BoxCheck, 'duplicate'>,
  (box: TestedBox, image: Size, shape: Shape | undefined) => boolean
> = {
  outside: ({ x1, y1, x2, y2 }, image) => hasSize(image) && (x1 < 0 || y1 < 0 || x2 > image.width || y2 > image.height),
  'zero-area': (box) => area(box) === 0,
  tiny: (box) => area(box) > 0 && Math.min(box.x2 - box.x1, box.y2 - box.y1) < LIMITS.tinySide,
  huge: (box, image) => hasSize(image) && area(box) >= LIMITS.hugeShare * image.width * image.height,
  border(box, image) {
    const atStart = Math.min(box.x1, box.y1) <= LIMITS.border
    const atBorder = atStart || box.x2 >= image.width - LIMITS.border || box.y2 >= image.height - LIMITS.border
    if (!atBorder || box.truncated === true || !hasSize(image)) return false
    return !BOX_TESTS.outside(box, image, undefined) && !BOX_TESTS.huge(box, image, undefined)
  },
  shape(box, _image, shape) {
    if (shape === undefined || shape.boxes < LIMITS.shapeBoxes || area(box) === 0) return false
    const limit = Math.max(LIMITS.shapeLeast, LIMITS.shapeDeviations * shape.deviation)
    return Math.abs(logRatio(box) - shape.mean) > limit
  },
}
const TESTED = Object.keys(BOX_TESTS) as Array<keyof typeof BOX_TESTS>

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

function checksOf(box: CheckedBox, image: Size, shape: Shape | undefined): BoxCheck[] {
  return TESTED.filter((check) => BOX_TESTS[check](box, image, shape))
}

/** Mean and standard deviation of the logarithm of width / height, by class. Each box is looked at once, in its turn. */
export function classShapes(boxes: Iterable<Edges & { classId: number }>): Map<number, Shape> {
  const sums = new Map<number, { boxes: number; sum: number; squares: number }>()
  for (const box of boxes) {
    if (area(box) === 0) continue
    const ratio = logRatio(box)
    const own = sums.get(box.classId) ?? { boxes: 0, sum: 0, squares: 0 }
    own.boxes++
    own.sum += ratio
    own.squares += ratio * ratio
    sums.set(box.classId, own)
  }
  const shapes = [...sums].map(([classId, { boxes, sum, squares }]): [number, Shape] => {
    const mean = sum / boxes
    return [classId, { boxes, mean, deviation: Math.sqrt(Math.max(0, squares / boxes - mean * mean)) }]
  })
  return new Map(shapes)
}

function logRatio(box: Edges): number {
  return Math.log((box.x2 - box.x1) / (box.y2 - box.y1))
}
