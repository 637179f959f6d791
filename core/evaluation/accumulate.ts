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

/**
 * @param scores in falling order, N
 * @param matched 1 for a detection that found a counted ground truth, N
 * @param ignored 1 for a detection that counts neither way, N
 * @param counted number of ground truths, above 0
 */
export function precisionCurve(
  scores: Float64Array,
  matched: Uint8Array,
  ignored: Uint8Array,
  counted: number,
): PrecisionCurve {
  const { length } = scores
  const recall = new Float64Array(length)
  const precision = new Float64Array(length)
  let right = 0
  let wrong = 0
  for (let index = 0; index < length; index++) {
    if (!ignored[index]) {
      if (matched[index]) right++
      else wrong++
    }
    recall[index] = right / counted
    precision[index] = right / (wrong + right + Number.EPSILON)
  }
  for (let index = length - 1; index > 0; index--) {
    if ((precision[index] as number) > (precision[index - 1] as number)) {
      precision[index - 1] = precision[index] as number
    }
  }
  const result: PrecisionCurve = {
    precision: new Float64Array(recallPoints.length),
    scores: new Float64Array(recallPoints.length),
    recall: length > 0 ? (recall[length - 1] as number) : 0,
  }
  let position = 0
  for (const [r, point] of recallPoints.entries()) {
    while (position < length && (recall[position] as number) < point) position++
    if (position === length) break
    result.precision[r] = precision[position] as number
    result.scores[r] = scores[position] as number
  }
  return result
}
