/** What a run's detections are worth on a set of images, for the review page and the command line. */
import type { MistakeKind, ReviewReport } from '../api/types.ts'
import { evaluate } from '../evaluation/cocoEval.ts'
import { precisionRecallCurves } from '../evaluation/curves.ts'
import { analyseErrors, type ErrorAnalysis } from '../evaluation/errorTypes.ts'
import { evaluationInput } from '../evaluation/scores.ts'
import type { Evaluation } from '../evaluation/types.ts'
import { confusionMatrix } from './confusion.ts'
import { mistakesOf } from './mistakes.ts'
import { bestThreshold, thresholdCurve, type ThresholdPoint } from './threshold.ts'
import { counts, mistakeKinds, shown, type JudgedImage } from './verdicts.ts'

export interface ReviewClass {
  id: number
  name: string
  color: string
}

/** Judged images, and what does not depend on the threshold: made when first asked for, kept while one slides. */
export interface PreparedReview {
  images: JudgedImage[]
  classes: ReviewClass[]
  scores: () => { evaluation: Evaluation; errors: ErrorAnalysis; thresholds: ThresholdPoint[] }
}

export function prepareReview(images: JudgedImage[], classes: ReviewClass[]): PreparedReview {
  let made: ReturnType<PreparedReview['scores']> | undefined
  const make = () => {
    const input = evaluationInput(
      images,
      classes.map(({ id }) => id),
    )
    return { evaluation: evaluate(input), errors: analyseErrors(input), thresholds: thresholdCurve(images) }
  }
  return { images, classes, scores: () => (made ??= make()) }
}

/** The report without what only the project knows (the run, the split, how many images are not detected yet). */
export function reviewReport(
  { images, classes, scores }: PreparedReview,
  threshold: number,
): Omit<ReviewReport, 'run' | 'split' | 'notDetected' | 'notDone'> {
  const mistakes = Object.fromEntries(mistakeKinds.map((kind) => [kind, 0])) as Record<MistakeKind, number>
  for (const image of images) for (const { kind } of mistakesOf(image, threshold)) mistakes[kind]++
  const { evaluation, errors, thresholds } = scores()
  const byClass = new Map(evaluation.perClass.map((entry) => [entry.categoryId, entry]))
  const tallies = tallyClasses(images, threshold)
  const none = { labels: 0, right: 0, wrong: 0 }
  return {
    images: images.length,
    stats: evaluation.stats,
    threshold,
    bestThreshold: bestThreshold(thresholds),
    perClass: classes.map(({ id, name, color }) => {
      const { labels, right, wrong } = tallies.get(id) ?? none
      return {
        classId: id,
        name,
        color,
        groundTruths: labels,
        ap: byClass.get(id)?.ap ?? -1,
        ap50: byClass.get(id)?.ap50 ?? -1,
        right,
        wrong,
        missed: labels - right,
        precision: right + wrong > 0 ? right / (right + wrong) : -1,
        recall: labels > 0 ? right / labels : -1,
      }
    }),
    curves: precisionRecallCurves(evaluation).map(({ categoryId, precision }) => ({ classId: categoryId, precision })),
    confusion: confusionMatrix(
      images,
      classes.map(({ id }) => id),
      threshold,
    ),
    mistakes,
    thresholds,
    errorTypes: errors.types,
  }
}

function tallyClasses(images: readonly JudgedImage[], threshold: number) {
  const tallies = new Map<number, { labels: number; right: number; wrong: number }>()
  const of = (classId: number) => {
    let tally = tallies.get(classId)
    if (!tally) tallies.set(classId, (tally = { labels: 0, right: 0, wrong: 0 }))
    return tally
  }
  for (const image of images) {
    for (const label of image.labels) if (counts(label)) of(label.classId).labels++
    for (const { verdict, classId } of shown(image, threshold)) {
      if (verdict === 'right') of(classId).right++
      else if (verdict !== 'ignored') of(classId).wrong++
    }
  }
  return tallies
}
