/**
 * COCO evaluation of boxes, equal to pycocotools 2.0.11 in its twelve numbers and in its raw arrays, without its one
 * flaw: there a ground truth whose id is 0 counts as unmatched; here ids are only names.
 */
import { precisionCurve } from './accumulate.ts'
import { byFallingScore, placesOf, sortBoxes } from './group.ts'
import { matchCategory } from './matching.ts'
import { areaRanges, detectionLimits, iouThresholds, recallPoints } from './parameters.ts'
import { classScores, twelveNumbers } from './summarize.ts'
import type { Evaluation, EvaluationInput, Matching } from './types.ts'

/** Scores detections against ground truths. Boxes of other images or categories than the named ones are left out. */
export function evaluate(input: EvaluationInput): Evaluation {
  const images = placesOf(input.imageIds)
  const categories = placesOf(input.categoryIds)
  const truths = { boxes: input.groundTruths, sorted: sortBoxes(input.groundTruths, images, categories) }
  const detections = { boxes: input.detections, sorted: sortBoxes(input.detections, images, categories) }
  const shape = {
    thresholds: iouThresholds.length,
    recallPoints: recallPoints.length,
    categories: categories.size,
    areaRanges: areaRanges.length,
    limits: detectionLimits.length,
  }
  const cells = shape.thresholds * shape.categories * shape.areaRanges * shape.limits
  const arrays = {
    shape,
    precision: new Float64Array(cells * shape.recallPoints).fill(-1),
    scores: new Float64Array(cells * shape.recallPoints).fill(-1),
    recall: new Float64Array(cells).fill(-1),
  }
  const categoryIds = [...categories.keys()]
  const countedByCategory = categoryIds.map((_, category) => {
    const matching = matchCategory(truths, detections, category)
    accumulate(arrays, matching, category)
    return matching.counted[0] as number
  })
  return {
    ...arrays,
    categoryIds,
    stats: twelveNumbers(arrays),
    perClass: categoryIds.map((categoryId, index) => ({
      categoryId,
      groundTruths: countedByCategory[index] as number,
      ...classScores(arrays, index),
    })),
  }
}

/** Fills one category of the raw arrays; an area range without ground truth stays -1. */
function accumulate(
  { shape, precision, scores, recall }: Pick<Evaluation, 'shape' | 'precision' | 'scores' | 'recall'>,
  matching: Matching,
  category: number,
): void {
  const order = byFallingScore(matching.scores)
  for (const [limitIndex, limit] of detectionLimits.entries()) {
    const kept = order.filter((index) => (matching.ranks[index] as number) < limit)
    const sorted = Float64Array.from(kept, (index) => matching.scores[index] as number)
    for (const [areaRange, counted] of matching.counted.entries()) {
      if (counted === 0) continue
      const pick = (flags: readonly Uint16Array[]) => {
        const own = flags[areaRange] as Uint16Array
        return Uint16Array.from(kept, (index) => own[index] as number)
      }
      const ranked = { scores: sorted, matched: pick(matching.matched), ignored: pick(matching.ignored) }
      const cell = (row: number) =>
        ((row * shape.categories + category) * shape.areaRanges + areaRange) * shape.limits + limitIndex
      for (let t = 0; t < shape.thresholds; t++) {
        const curve = precisionCurve(ranked, counted, 1 << t)
        recall[cell(t)] = curve.recall
        for (let r = 0; r < shape.recallPoints; r++) {
          precision[cell(t * shape.recallPoints + r)] = curve.precision[r] as number
          scores[cell(t * shape.recallPoints + r)] = curve.scores[r] as number
        }
      }
    }
  }
}
