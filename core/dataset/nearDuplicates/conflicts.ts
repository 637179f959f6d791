/** Nearly equal pictures whose labels say different things. */
import { iou, type Edges } from '../../geometry/box.ts'
import { LIMITS } from '../quality.ts'

/** Overlap from which on two boxes of one class on pictures that are a little different mean the same object. */
const SAME_OBJECT = 0.7
/** The same on copies of one file, where nothing moved. */
const SAME_BOX = LIMITS.sameIou

export interface LabelledImage {
  width: number
  height: number
  boxes: ReadonlyArray<Edges & { classId: number }>
}

/** How many boxes of either image have no counterpart on the other; sizes of the images may differ, but not of copies. */
export function labelDifferences(a: LabelledImage, b: LabelledImage, areCopies = false): number {
  const enough = areCopies ? SAME_BOX : SAME_OBJECT
  const rest = relative(b)
  let unmatched = 0
  for (const box of relative(a)) {
    const overlaps = rest.map((other) => (other.classId === box.classId ? iou(box, other) : 0))
    const best = overlaps.indexOf(Math.max(0, ...overlaps))
    if ((overlaps[best] ?? 0) >= enough) rest.splice(best, 1)
    else unmatched++
  }
  return unmatched + rest.length
}

function relative({ width, height, boxes }: LabelledImage): Array<Edges & { classId: number }> {
  const [w, h] = [Math.max(1, width), Math.max(1, height)]
  return boxes.map(({ x1, y1, x2, y2, classId }) => ({ x1: x1 / w, y1: y1 / h, x2: x2 / w, y2: y2 / h, classId }))
}
