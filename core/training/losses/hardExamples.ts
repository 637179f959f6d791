/**
 * Online hard example mining (Shrivastava et al. 2016; PAPER: section 5 and table 1d): only the anchors with the
 * largest losses train the class head, after suppression among them by loss.
 */
import { suppress } from '../../detection/nms.ts'
import type { Anchors } from '../../model/anchors.ts'

/** Examples of an image, and the overlap above which an easier one is dropped: the paper's best pair (128, .5). */
const examples = 128
const suppressionIou = 0.5
/** Anchors per image that are looked at, hardest first; suppression leaves about one in five. */
const candidatesPerImage = 4 * 1024
/** Background anchors for each positive in the 1:3 variant. */
const negativesPerPositive = 3

/**
 * Sets the weights of all anchors to zero but those of the hard ones. All arrays are [N * R], images after one
 * another; `labels` is -1 for background. With `ratio`, every positive stays, with three times as many negatives.
 */
export function keepHardExamples(
  weights: Float32Array,
  labels: Int32Array,
  losses: Float32Array,
  anchors: Anchors,
  ratio: boolean,
): void {
  for (let start = 0; start < weights.length; start += anchors.count) {
    const all = Array.from({ length: anchors.count }, (_, anchor) => anchor)
    const usable = all.filter((anchor) => (weights[start + anchor] as number) > 0)
    const isPositive = (anchor: number) => (labels[start + anchor] as number) >= 0
    const positives = ratio ? usable.filter(isPositive) : []
    const rest = ratio ? usable.filter((anchor) => !isPositive(anchor)) : usable
    const limit = ratio ? Math.max(1, negativesPerPositive * positives.length) : examples
    const hardest = rest
      .sort((a, b) => (losses[start + b] as number) - (losses[start + a] as number))
      .slice(0, candidatesPerImage)
    const chosen = new Set([...positives, ...suppressAnchors(hardest, anchors, limit)])
    for (const anchor of all) if (!chosen.has(anchor)) weights[start + anchor] = 0
  }
}

function suppressAnchors(hardest: readonly number[], { boxes }: Anchors, limit: number): number[] {
  const own = new Float32Array(hardest.length * 4)
  for (const [row, anchor] of hardest.entries()) own.set(boxes.subarray(anchor * 4, anchor * 4 + 4), row * 4)
  const candidates = { boxes: own, scores: new Float32Array(hardest.length), classes: new Int32Array(hardest.length) }
  return suppress(candidates, suppressionIou, limit).map((row) => hardest[row] as number)
}
