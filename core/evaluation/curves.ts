/** Curves for people, cut from the raw arrays. */
import type { Evaluation } from './types.ts'

export interface PrecisionRecallCurve {
  categoryId: number
  /** Precision at the 101 recall points 0, .01, …, 1; empty without ground truth. */
  precision: number[]
  /** Score of the detection that reaches each recall point; 0 where none does. */
  scores: number[]
}

/** One curve a class, over all areas at 100 detections an image; threshold 0 is IoU .5, 5 is IoU .75. */
export function precisionRecallCurves(evaluation: Evaluation, threshold = 0): PrecisionRecallCurve[] {
  const { shape, precision, scores } = evaluation
  return evaluation.categoryIds.map((categoryId, category) => {
    const cut = (values: Float64Array) =>
      Array.from({ length: shape.recallPoints }, (_, r) => {
        const row = (threshold * shape.recallPoints + r) * shape.categories + category
        return values[row * shape.areaRanges * shape.limits + shape.limits - 1] as number
      })
    const curve = cut(precision)
    const known = (curve[0] as number) >= 0
    return { categoryId, precision: known ? curve : [], scores: known ? cut(scores) : [] }
  })
}
