/** From matched detections to precision at fixed recall points: COCO's `accumulate`. */
import { recallPoints } from './parameters.ts'

export interface PrecisionCurve {
  /** Precision at the R recall points, made monotone from the right; 0 where the recall is never reached. */
  precision: Float64Array
  /** Score of the detection that reaches each recall point; 0 where none does. */
  scores: Float64Array
  /** The highest recall reached. */
  recall: number
}

/** Detections by falling score, N, with one flag each; of several thresholds each has its own bit. */
export interface RankedDetections {
  scores: Float64Array
  /** Set where the detection found a ground truth. */
  matched: Uint8Array | Uint16Array
  /** Set where the detection counts neither way. */
  ignored: Uint8Array | Uint16Array
}

/**
 * The curve of the flags' given bit; `counted` is the number of ground truths, above 0. Recall rises only at right
 * detections, and precision is highest at them, so that they are all that is looked at after one pass.
 */
export function precisionCurve(
  { scores, matched, ignored }: RankedDetections,
  counted: number,
  bit: number = 1,
): PrecisionCurve {
  const { length } = scores
  const precisionAt: number[] = []
  const positionOf: number[] = []
  let wrong = 0
  for (let index = 0; index < length; index++) {
    if ((ignored[index] as number) & bit) continue
    if ((matched[index] as number) & bit) {
      const right = positionOf.push(index)
      precisionAt.push(right / (wrong + right + Number.EPSILON))
    } else wrong++
  }
  const right = positionOf.length
  for (let index = right - 1; index > 0; index--) {
    const later = precisionAt[index] as number
    if (later > (precisionAt[index - 1] as number)) precisionAt[index - 1] = later
  }
  const result: PrecisionCurve = {
    precision: new Float64Array(recallPoints.length),
    scores: new Float64Array(recallPoints.length),
    recall: right / counted,
  }
  if (length === 0) return result
  // The first detection of all reaches a recall of nothing.
  result.precision[0] = precisionAt[0] ?? 0
  result.scores[0] = scores[0] as number
  let reached = 0
  for (let r = 1; r < recallPoints.length; r++) {
    const point = recallPoints[r] as number
    while (reached < right && (reached + 1) / counted < point) reached++
    if (reached === right) break
    result.precision[r] = precisionAt[reached] as number
    result.scores[r] = scores[positionOf[reached] as number] as number
  }
  return result
}
