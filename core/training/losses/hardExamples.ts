/**
 * Online hard example mining (Shrivastava et al. 2016; Lin et al. 2017, section 5 and table 1d): only the anchors with
 * the largest losses train the class head.
 *
 * "Each example is scored by its loss, non-maximum suppression is then applied, and a minibatch is constructed with the
 * highest-loss examples." The examples suppressed are the anchors, not the boxes predicted from them: they are to this
 * detector what region proposals were to Shrivastava's, whose reason (overlapping regions have correlated losses, and
 * would count twice) is one of place. The paper does not say whether its N examples are of an image or of all images of
 * a step; here they are of an image, so that the setting means the same at every batch size.
 */
import type { Anchors } from '../../model/anchors.ts'
import type { TrainingConfig } from '../config.ts'
import type { Targets } from '../targets.ts'
import { hardestFirst, suppressByLoss } from './lossSuppression.ts'

/** Background anchors for each positive in the 1:3 variant. */
const negativesPerPositive = 3

export function minesHardExamples({ name }: TrainingConfig['loss']): boolean {
  return name === 'ohem' || name === 'ohem-1-3'
}

/**
 * The targets with all anchors ignored but the hard ones of each image. `losses` are those of [N * R] anchors, images
 * after one another. Box losses are not touched: every positive keeps its own.
 */
export function keepHardExamples(
  targets: readonly Targets[],
  losses: Float32Array,
  anchors: Anchors,
  settings: TrainingConfig['loss'],
): Targets[] {
  return targets.map((target, image) => {
    const own = losses.subarray(image * anchors.count, (image + 1) * anchors.count)
    const chosen = chooseHardExamples(target, own, anchors, settings)
    const ignored = new Uint8Array(anchors.count).fill(1)
    for (const anchor of chosen) ignored[anchor] = 0
    return { ...target, ignored: Int32Array.from(indicesOf(ignored)) }
  })
}

/** The anchors of one image that train, hardest first (in the 1:3 variant, positives before negatives). */
function chooseHardExamples(
  target: Targets,
  losses: Float32Array,
  anchors: Anchors,
  { name, ohem: { examples, nmsIou } }: TrainingConfig['loss'],
): number[] {
  const ordered = hardestFirst(losses, target.ignored)
  const survivors = suppressByLoss(ordered, anchors, nmsIou)
  return name === 'ohem-1-3' ? takeRatio(survivors, target, examples) : takeFirst(survivors, examples)
}

/**
 * Of the survivors, up to a quarter of the examples positives and three negatives for each (three, when there is no
 * positive): the hardest of both.
 */
function takeRatio(survivors: Iterable<number>, target: Targets, examples: number): number[] {
  const isPositive = new Set(target.positives)
  const mostPositives = Math.floor(examples / (1 + negativesPerPositive))
  const mostNegatives = mostPositives * negativesPerPositive
  const positives: number[] = []
  const negatives: number[] = []
  for (const anchor of survivors) {
    if (positives.length === mostPositives && negatives.length === mostNegatives) break
    if (isPositive.has(anchor)) addUpTo(mostPositives, positives, anchor)
    else addUpTo(mostNegatives, negatives, anchor)
  }
  return [...positives, ...negatives.slice(0, Math.max(1, positives.length) * negativesPerPositive)]
}

function takeFirst(survivors: Iterable<number>, count: number): number[] {
  const taken: number[] = []
  for (const anchor of survivors) {
    if (taken.length === count) break
    taken.push(anchor)
  }
  return taken
}

function addUpTo(most: number, list: number[], anchor: number): void {
  if (list.length < most) list.push(anchor)
}

function* indicesOf(marks: Uint8Array): Generator<number> {
  for (let index = 0; index < marks.length; index++) if (marks[index] === 1) yield index
}
