/** The studio's words for what became of a detection: TIDE's, with its two kinds of background error made one. */
import type { MistakeKind, ReviewedDetection, Suggestion } from './types.ts'
import { judge, type Outcome } from '../evaluation/judge.ts'
import { cocoBox } from '../evaluation/scores.ts'
import type { ImageRecord, LabelBox } from '../project/types.ts'

export type ReviewLabel = Pick<LabelBox, 'id' | 'classId' | 'x1' | 'y1' | 'x2' | 'y2' | 'crowd' | 'difficult'>

/** What the review needs to know of an image. */
export type ReviewImage = Pick<ImageRecord, 'id' | 'name' | 'hash' | 'width' | 'height'>

/** An image with its labels, and a run's detections judged against them. */
export interface JudgedImage extends ReviewImage {
  labels: ReviewLabel[]
  /** Best score first. */
  detections: ReviewedDetection[]
}

export const mistakeKinds = ['false-positive', 'missed', 'wrong-class', 'localisation', 'duplicate'] as const

const verdictOf: Record<Outcome, ReviewedDetection['verdict']> = {
  right: 'right',
  ignored: 'ignored',
  classification: 'wrong-class',
  localisation: 'localisation',
  duplicate: 'duplicate',
  background: 'false-positive',
  both: 'false-positive',
}

/** Crowds and difficult labels are neither found nor missed. */
export function counts(label: ReviewLabel): boolean {
  return !label.crowd && !label.difficult
}

/** Judges all detections of an image at once: a verdict does not depend on the threshold that is chosen later. */
export function judgeImage(image: ReviewImage, labels: ReviewLabel[], suggestions: Suggestion[]): JudgedImage {
  const judgements = judge(
    labels.map((label) => ({
      categoryId: label.classId,
      bbox: cocoBox(label),
      crowd: label.crowd,
      ignore: label.difficult,
    })),
    suggestions.map((suggestion) => ({
      categoryId: suggestion.classId,
      bbox: cocoBox(suggestion),
      score: suggestion.score,
    })),
  )
  const detections = suggestions.map((suggestion, index): ReviewedDetection => {
    const { outcome, truth, iou } = judgements[index]!
    const boxId = truth === null ? null : labels[truth]!.id
    return { ...suggestion, verdict: verdictOf[outcome], boxId, iou }
  })
  const { id, name, hash, width, height } = image
  return {
    id,
    name,
    hash,
    width,
    height,
    labels,
    detections: detections.sort((a, b) => b.score - a.score || a.id - b.id),
  }
}

/** Labels that no detection at or above the threshold found, and that no other mistake explains. */
export function missedLabels(image: JudgedImage, threshold: number): ReviewLabel[] {
  const explained = new Set<number | null>()
  for (const { verdict, boxId, score } of image.detections) {
    if (score < threshold) break
    if (verdict === 'right' || verdict === 'wrong-class' || verdict === 'localisation') explained.add(boxId)
  }
  return image.labels.filter((label) => counts(label) && !explained.has(label.id))
}

/** Detections at or above the threshold, best first. */
export function shown(image: JudgedImage, threshold: number): ReviewedDetection[] {
  return image.detections.filter(({ score }) => score >= threshold)
}

export function isMistake(verdict: ReviewedDetection['verdict']): verdict is Exclude<MistakeKind, 'missed'> {
  return verdict !== 'right' && verdict !== 'ignored'
}
