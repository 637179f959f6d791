/** How much AP each type of error costs: TIDE's analysis at IoU .5. */
import { precisionCurve } from './accumulate.ts'
import { ascending, byFallingScore } from './group.ts'
import { errorTypes, explains, judge, notFound, type ErrorType, type Judgement } from './judge.ts'
import type { EvaluationInput, GroundTruth, ScoredBox } from './types.ts'

export interface ErrorAnalysis {
  /** AP at IoU .5 without any fix; -1 without ground truth. */
  ap50: number
  types: Record<ErrorType, { count: number; /** AP50 gained by fixing this type alone, 0 to 1. */ cost: number }>
}

/** A detection as the average precision sees it, with what fixing its error would make of it. */
interface Entry {
  categoryId: number
  score: number
  right: boolean
  error: ErrorType | null
  /** The class it would be right for; null when the fix is to remove it. */
  fixedClass: number | null
}

/** Finds the error of each detection and each missed ground truth, and the AP50 that fixing a type alone would gain. */
export function analyseErrors(input: EvaluationInput): ErrorAnalysis {
  const entries: Entry[] = []
  const missedByClass = new Map<number, number>()
  const counted = new Map(ascending(input.categoryIds).map((id) => [id, 0]))
  const images = new Map(
    ascending(input.imageIds).map((id) => [id, { truths: [] as GroundTruth[], scored: [] as ScoredBox[] }]),
  )
  for (const truth of input.groundTruths)
    if (counted.has(truth.categoryId)) images.get(truth.imageId)?.truths.push(truth)
  for (const box of input.detections) if (counted.has(box.categoryId)) images.get(box.imageId)?.scored.push(box)

  for (const { truths, scored } of images.values()) {
    const judgements = judge(truths, scored)
    for (const { categoryId, crowd, ignore } of truths) {
      if (crowd !== true && ignore !== true) counted.set(categoryId, counted.get(categoryId)! + 1)
    }
    entries.push(...entriesOf(truths, scored, judgements))
    const explained = new Set(judgements.flatMap((judgement) => (explains(judgement) ? [judgement.truth] : [])))
    for (const index of notFound(truths, judgements)) {
      const { categoryId } = truths[index]!
      if (!explained.has(index)) missedByClass.set(categoryId, (missedByClass.get(categoryId) ?? 0) + 1)
    }
  }

  const ap50 = meanAveragePrecision(entries, counted)
  const missed = [...missedByClass.values()].reduce((sum, count) => sum + count, 0)
  const types = Object.fromEntries(
    errorTypes.map((type) => {
      const count = type === 'missed' ? missed : entries.filter(({ error }) => error === type).length
      const fixed =
        type === 'missed'
          ? meanAveragePrecision(entries, counted, missedByClass)
          : meanAveragePrecision(fix(entries, type), counted)
      return [type, { count, cost: fixed < 0 || ap50 < 0 ? 0 : fixed - ap50 }]
    }),
  ) as ErrorAnalysis['types']
  return { ap50, types }
}

/**
 * Of several detections with an error at one ground truth only the best can be put right; the others, and those at a
 * ground truth that is found already, can only be removed.
 */
function entriesOf(truths: GroundTruth[], scored: ScoredBox[], judgements: Judgement[]): Entry[] {
  const found = new Set(judgements.flatMap(({ outcome, truth }) => (outcome === 'right' ? [truth] : [])))
  const bestAt = new Map<number, number>()
  for (const [index, judgement] of judgements.entries()) {
    if (judgement.truth === null || !explains(judgement) || found.has(judgement.truth)) continue
    const best = bestAt.get(judgement.truth)
    if (best === undefined || scored[index]!.score > scored[best]!.score) bestAt.set(judgement.truth, index)
  }
  return judgements.flatMap((judgement, index): Entry[] => {
    const { categoryId, score } = scored[index]!
    const { outcome, truth } = judgement
    if (outcome === 'ignored') return []
    if (outcome === 'right') return [{ categoryId, score, right: true, error: null, fixedClass: null }]
    const fixable = truth !== null && explains(judgement) && bestAt.get(truth) === index
    return [{ categoryId, score, right: false, error: outcome, fixedClass: fixable ? truths[truth]!.categoryId : null }]
  })
}

/** The entries with all errors of one type put right or removed. */
function fix(entries: Entry[], type: ErrorType): Entry[] {
  return entries.flatMap((entry) => {
    if (entry.error !== type) return [entry]
    return entry.fixedClass === null ? [] : [{ ...entry, categoryId: entry.fixedClass, right: true, error: null }]
  })
}

/**
 * Mean over classes with ground truth of the 101-point average precision; -1 without any. `forgiven` ground truths
 * are not asked for; a class left with none of them counts 0 for its false alarms, as in TIDE's own code.
 */
function meanAveragePrecision(
  entries: Entry[],
  counted: Map<number, number>,
  forgiven: Map<number, number> = new Map(),
): number {
  const averages: number[] = []
  for (const [categoryId, all] of counted) {
    if (all === 0) continue
    const count = all - (forgiven.get(categoryId) ?? 0)
    const own = entries.filter((entry) => entry.categoryId === categoryId)
    if (count === 0) {
      if (own.length > 0) averages.push(0)
      continue
    }
    const sorted = Array.from(byFallingScore(own.map(({ score }) => score)), (index) => own[index]!)
    const ranked = {
      scores: Float64Array.from(sorted, ({ score }) => score),
      matched: Uint8Array.from(sorted, ({ right }) => Number(right)),
      ignored: new Uint8Array(sorted.length),
    }
    const { precision } = precisionCurve(ranked, count)
    averages.push(precision.reduce((sum, value) => sum + value, 0) / precision.length)
  }
  return averages.length === 0 ? -1 : averages.reduce((sum, value) => sum + value, 0) / averages.length
}
