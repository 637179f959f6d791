/** How boxes are shaped, where they lie, and which classes share images. */
import { area, type Edges } from '../geometry/box.ts'
import type { ImageRecord } from '../project/types.ts'

export interface Bins {
  /** Upper edge of each bin; the first begins at 0, the last has no end of its own. */
  edges: number[]
  counts: number[]
}

export interface Distributions {
  /** Width over height of boxes. */
  ratios: Bins
  /** Boxes by their centre's place, row by row from the top left of a square grid over the image. */
  positions: { side: number; counts: number[] }
  /** Pairs of classes, by how many images have both; the commonest first. */
  together: Array<{ classIds: [number, number]; images: number }>
  /** How many pairs there are, the rarer ones among them. */
  pairs: number
}

type ClassBox = Edges & { classId: number }

const RATIO_EDGES = [0.2, 0.25, 0.33, 0.5, 0.67, 0.8, 1.25, 1.5, 2, 3, 4, 5, 1000]
const GRID_SIDE = 12
const MOST_PAIRS = 12

/** Over all boxes of images whose size is known. */
export function distributions(
  images: readonly ImageRecord[],
  byImage: ReadonlyMap<number, readonly ClassBox[]>,
): Distributions {
  const ratios = RATIO_EDGES.map(() => 0)
  const positions = Array.from({ length: GRID_SIDE * GRID_SIDE }, () => 0)
  const together = new Map<string, number>()
  for (const { id, width, height } of images) {
    const boxes = byImage.get(id) ?? []
    for (const box of boxes) {
      if (area(box) > 0) add(ratios, ratioBin((box.x2 - box.x1) / (box.y2 - box.y1)))
      if (width > 0 && height > 0) {
        const column = cell((box.x1 + box.x2) / 2 / width)
        add(positions, GRID_SIDE * cell((box.y1 + box.y2) / 2 / height) + column)
      }
    }
    const present = [...new Set(boxes.map(({ classId }) => classId))].sort((a, b) => a - b)
    present.forEach((a, index) => {
      for (const b of present.slice(index + 1)) together.set(`${a} ${b}`, (together.get(`${a} ${b}`) ?? 0) + 1)
    })
  }
  return {
    ratios: { edges: RATIO_EDGES, counts: ratios },
    positions: { side: GRID_SIDE, counts: positions },
    pairs: together.size,
    together: [...together]
      .map(([key, count]) => {
        const [a, b] = key.split(' ').map(Number)
        return { classIds: [a ?? 0, b ?? 0] as [number, number], images: count }
      })
      .sort((one, other) => other.images - one.images)
      .slice(0, MOST_PAIRS),
  }
}

function add(counts: number[], index: number): void {
  counts[index] = (counts[index] ?? 0) + 1
}

function ratioBin(ratio: number): number {
  const bin = RATIO_EDGES.findIndex((edge) => ratio <= edge)
  return bin < 0 ? RATIO_EDGES.length - 1 : bin
}

function cell(share: number): number {
  return Math.min(GRID_SIDE - 1, Math.max(0, Math.floor(share * GRID_SIDE)))
}
