/**
 * What became of each detection of an image, in the words of TIDE ("A General Toolbox for Identifying Object Detection
 * Errors", Bolya et al., ECCV 2020): right, or the first kind of error that fits.
 */
import { byFallingScore } from './group.ts'
import { overlap } from './overlap.ts'
import type { GroundTruth, ScoredBox } from './types.ts'

/** A detection is right from this IoU on. */
export const foregroundIou = 0.5
/** Below this IoU a detection has nothing to do with a ground truth. */
const backgroundIou = 0.1

export const errorTypes = ['classification', 'localisation', 'both', 'duplicate', 'background', 'missed'] as const
export type ErrorType = (typeof errorTypes)[number]

export type Truth = Pick<GroundTruth, 'categoryId' | 'bbox' | 'crowd' | 'ignore'>
export type Scored = Pick<ScoredBox, 'categoryId' | 'bbox' | 'score'>

/** 'ignored': it lies on a crowd or an ignored ground truth, and counts neither way. */
export type Outcome = 'right' | 'ignored' | Exclude<ErrorType, 'missed'>

export interface Judgement {
  outcome: Outcome
  /** Index of the ground truth that it found, or that explains the error; null for none. */
  truth: number | null
  /** IoU with that ground truth. */
  iou: number
}

/**
 * Judges the detections of one image, all classes. A verdict depends only on detections with a higher score, so it
 * stays the same whatever threshold is chosen later.
 * @returns one judgement for each detection, in the order given
 */
export function judge(truths: readonly Truth[], detections: readonly Scored[]): Judgement[] {
  const counts = truths.map(({ crowd, ignore }) => crowd !== true && ignore !== true)
  const ious = detections.map(({ bbox }) => truths.map((truth) => overlap(bbox, truth.bbox, truth.crowd === true)))
  const taken = new Uint8Array(truths.length)
  const result: Judgement[] = detections.map(() => ({ outcome: 'background', truth: null, iou: 0 }))

  /** The counted ground truth that overlaps most among those allowed. */
  const best = (detection: number, allowed: (truth: number) => boolean): { truth: number | null; iou: number } => {
    let found: { truth: number | null; iou: number } = { truth: null, iou: 0 }
    for (const [truth, iou] of ious[detection]!.entries()) {
      if (counts[truth] && iou > found.iou && allowed(truth)) found = { truth, iou }
    }
    return found
  }

  const order = byFallingScore(detections.map(({ score }) => score))
  const unmatched: number[] = []
  for (const index of order) {
    const { categoryId } = detections[index]!
    const match = best(index, (truth) => !taken[truth] && truths[truth]!.categoryId === categoryId)
    if (match.truth !== null && match.iou >= foregroundIou) {
      taken[match.truth] = 1
      result[index] = { outcome: 'right', ...match }
    } else {
      unmatched.push(index)
    }
  }

  for (const index of unmatched) {
    const { categoryId } = detections[index]!
    const own = (truth: number) => truths[truth]!.categoryId === categoryId
    const onIgnored = ious[index]!.some((iou, truth) => !counts[truth] && own(truth) && iou >= foregroundIou)
    if (onIgnored) {
      result[index]!.outcome = 'ignored'
      continue
    }
    const sameClass = best(index, own)
    const otherClass = best(index, (truth) => !own(truth))
    const any = best(index, () => true)
    if (sameClass.iou >= backgroundIou && sameClass.iou < foregroundIou) {
      result[index] = { outcome: 'localisation', ...sameClass }
    } else if (otherClass.iou >= foregroundIou) {
      result[index] = { outcome: 'classification', ...otherClass }
    } else if (sameClass.iou >= foregroundIou) {
      result[index] = { outcome: 'duplicate', ...sameClass }
    } else {
      result[index] = { outcome: any.iou <= backgroundIou ? 'background' : 'both', ...any }
    }
  }
  return result
}

/** Indices of the counted ground truths that no right detection found. */
export function notFound(truths: readonly Truth[], judgements: readonly Judgement[]): number[] {
  const found = new Set(judgements.flatMap(({ outcome, truth }) => (outcome === 'right' ? [truth] : [])))
  return truths.flatMap(({ crowd, ignore }, index) =>
    crowd === true || ignore === true || found.has(index) ? [] : [index],
  )
}

/** Whether an error explains why its ground truth was not found: right place or right class, but not both. */
export function explains({ outcome }: Judgement): boolean {
  return outcome === 'classification' || outcome === 'localisation'
}
