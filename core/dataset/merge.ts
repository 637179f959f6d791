/** Labels of an image that come in a second time: what is the same, what would come and what would go. */
import type { Edges } from '../geometry/box.ts'

/** What is done with images that have other labels already: keep the project's, take the new ones, or have both. */
export const mergeChoices = ['mine', 'theirs', 'both'] as const
export type MergeChoice = (typeof mergeChoices)[number]

/** Pixels by which edges of the same box may differ: formats round. */
const SAME = 0.01

interface NamedBox extends Edges {
  className: string
}

export interface Comparison<Mine, Theirs> {
  /** In both. */
  same: number
  onlyMine: Mine[]
  onlyTheirs: Theirs[]
}

/** Pairs boxes of one class whose edges are equal to a hundredth of a pixel; each box is in one pair at most. */
export function compareBoxes<Mine extends NamedBox, Theirs extends NamedBox>(
  mine: readonly Mine[],
  theirs: readonly Theirs[],
): Comparison<Mine, Theirs> {
  const left = [...mine]
  const onlyTheirs: Theirs[] = []
  for (const box of theirs) {
    const at = left.findIndex((other) => isSame(other, box))
    if (at < 0) onlyTheirs.push(box)
    else left.splice(at, 1)
  }
  return { same: mine.length - left.length, onlyMine: left, onlyTheirs }
}

function isSame(a: NamedBox, b: NamedBox): boolean {
  if (a.className !== b.className) return false
  return (['x1', 'y1', 'x2', 'y2'] as const).every((edge) => Math.abs(a[edge] - b[edge]) <= SAME)
}
