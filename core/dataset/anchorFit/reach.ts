/** How many labelled boxes some anchor reaches: what training can match before it has begun. Pure. */
import { bestOverlap, type AnchorGrid, type SeenBox } from './grid.ts'

/** Of a group of boxes. */
export interface Reach {
  boxes: number
  /** Boxes that some anchor overlaps with an IoU of at least .5, and of at least .4. */
  at50: number
  at40: number
  /** Mean over the boxes of the best IoU with any anchor. */
  meanOverlap: number
}

/** Why no anchor reaches .5: the box is smaller or larger than all anchors, too long and thin, or none of these. */
export type MissReason = 'small' | 'large' | 'thin' | 'between'

export interface ClassReach extends Reach {
  classId: number
  /** Boxes that no anchor reaches at .5, by reason. */
  missed: Record<MissReason, number>
}

export interface SizeReach extends Reach {
  /** sqrt(width * height) in input pixels: from, up to but not including. */
  from: number
  /** null: no end. */
  to: number | null
}

export interface AnchorReach extends Reach {
  /** In the order of `classIds`; classes without boxes are left out. */
  perClass: ClassReach[]
  /** From small to large; sizes without boxes are kept. */
  perSize: SizeReach[]
}

/** Borders of the size groups in input pixels. */
const sizeBorders = [0, 16, 32, 64, 128]

/** Measures boxes against the anchors of a grid: about 5 million shape comparisons for 100,000 boxes. */
export function anchorReach(grid: AnchorGrid, boxes: readonly SeenBox[], classIds: readonly number[]): AnchorReach {
  const limits = limitsOf(grid)
  const total = new Tally()
  const classes = new Map<number, Tally>()
  const sizes = sizeBorders.map(() => new Tally())
  for (const box of boxes) {
    if (box.width <= 0 || box.height <= 0) continue
    const overlap = bestOverlap(grid, box)
    const reason = overlap >= 0.5 ? null : reasonOf(box, limits)
    const size = Math.sqrt(box.width * box.height)
    let ofClass = classes.get(box.classId)
    if (!ofClass) classes.set(box.classId, (ofClass = new Tally()))
    for (const tally of [total, ofClass, sizes[sizeBorders.findLastIndex((border) => size >= border)]]) {
      tally?.add(overlap, reason)
    }
  }
  return {
    ...total.reach(),
    perClass: classIds.flatMap((classId) => {
      const tally = classes.get(classId)
      return tally ? [{ classId, ...tally.reach(), missed: tally.missed }] : []
    }),
    perSize: sizes.map((tally, index) => ({
      from: sizeBorders[index] as number,
      to: sizeBorders[index + 1] ?? null,
      ...tally.reach(),
    })),
  }
}

class Tally {
  readonly missed: Record<MissReason, number> = { small: 0, large: 0, thin: 0, between: 0 }
  #boxes = 0
  #at50 = 0
  #at40 = 0
  #sum = 0

  add(overlap: number, reason: MissReason | null): void {
    this.#boxes++
    this.#sum += overlap
    if (overlap >= 0.5) this.#at50++
    if (overlap >= 0.4) this.#at40++
    if (reason !== null) this.missed[reason]++
  }

  reach(): Reach {
    const mean = this.#boxes > 0 ? this.#sum / this.#boxes : 0
    return { boxes: this.#boxes, at50: this.#at50, at40: this.#at40, meanOverlap: mean }
  }
}

interface Limits {
  smallest: number
  largest: number
  /** Largest height / width, and its inverse's largest. */
  tallest: number
  widest: number
}

function limitsOf(grid: AnchorGrid): Limits {
  const shapes = grid.flatMap(({ shapes }) => shapes)
  const sides = shapes.map(({ width, height }) => Math.sqrt(width * height))
  return {
    smallest: Math.min(...sides),
    largest: Math.max(...sides),
    tallest: Math.max(...shapes.map(({ width, height }) => height / width)),
    widest: Math.max(...shapes.map(({ width, height }) => width / height)),
  }
}

function reasonOf({ width, height }: SeenBox, { smallest, largest, tallest, widest }: Limits): MissReason {
  const side = Math.sqrt(width * height)
  if (side < smallest) return 'small'
  if (side > largest) return 'large'
  return height / width > tallest || width / height > widest ? 'thin' : 'between'
}
