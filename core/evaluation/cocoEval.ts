/**
 * COCO evaluation of boxes, equal to pycocotools 2.0.11 in its twelve numbers and in its raw arrays, without its one
 * flaw: there a ground truth whose id is 0 counts as unmatched; here ids are only names.
 */
import { areaRanges, detectionLimits, iouThresholds, recallPoints } from './parameters.ts'
import { byFallingScore, groupsByCategory } from './group.ts'
import { matchGroup, type Matching } from './matching.ts'
import { precisionCurve } from './accumulate.ts'
import { classScores, twelveNumbers } from './summarize.ts'
import type { Evaluation, EvaluationInput } from './types.ts'

/** Scores detections against ground truths. Boxes of other images or categories than the named ones are left out. */
export function evaluate(input: EvaluationInput): Evaluation {
  const groups = groupsByCategory(input)
  const shape = {
    thresholds: iouThresholds.length,
    recallPoints: recallPoints.length,
    categories: groups.size,
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
  const countedByCategory: number[] = []
  for (const [category, [, categoryGroups]] of [...groups].entries()) {
    const matchings = categoryGroups.map(matchGroup)
    countedByCategory.push(countedIn(matchings, 0))
    for (let areaRange = 0; areaRange < shape.areaRanges; areaRange++) {
      for (let limit = 0; limit < shape.limits; limit++) accumulate(arrays, matchings, category, areaRange, limit)
    }
  }
  const categoryIds = [...groups.keys()]
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

function countedIn(matchings: Matching[], areaRange: number): number {
  return matchings.reduce((sum, { counted }) => sum + (counted[areaRange] as number), 0)
}

/** Fills one (category, area range, limit) of the raw arrays; without ground truth it stays -1. */
function accumulate(
  { shape, precision, scores, recall }: Pick<Evaluation, 'shape' | 'precision' | 'scores' | 'recall'>,
  matchings: Matching[],
  category: number,
  areaRange: number,
  limitIndex: number,
): void {
  const counted = countedIn(matchings, areaRange)
  if (counted === 0) return
  const limit = detectionLimits[limitIndex] as number
  const kept = matchings.map((matching) => Math.min(matching.scores.length, limit))
  const total = kept.reduce((sum, count) => sum + count, 0)
  const unsorted = new Float64Array(total)
  let start = 0
  for (const [index, matching] of matchings.entries()) {
    unsorted.set(matching.scores.subarray(0, kept[index]), start)
    start += kept[index] as number
  }
  const order = byFallingScore(unsorted)
  const sorted = Float64Array.from(order, (index) => unsorted[index] as number)
  for (let t = 0; t < shape.thresholds; t++) {
    const pick = (flags: (matching: Matching) => Uint8Array) => {
      const joined = new Uint8Array(total)
      let position = 0
      for (const [index, matching] of matchings.entries()) {
        const from = t * matching.scores.length
        joined.set(flags(matching).subarray(from, from + (kept[index] as number)), position)
        position += kept[index] as number
      }
      return Uint8Array.from(order, (index) => joined[index] as number)
    }
    const matched = pick((matching) => matching.matched[areaRange] as Uint8Array)
    const ignored = pick((matching) => matching.ignored[areaRange] as Uint8Array)
    const curve = precisionCurve(sorted, matched, ignored, counted)
    const cell = (row: number) =>
      ((row * shape.categories + category) * shape.areaRanges + areaRange) * shape.limits + limitIndex
    recall[cell(t)] = curve.recall
    for (let r = 0; r < shape.recallPoints; r++) {
      precision[cell(t * shape.recallPoints + r)] = curve.precision[r] as number
      scores[cell(t * shape.recallPoints + r)] = curve.scores[r] as number
    }
  }
}
