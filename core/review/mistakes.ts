/** The queue of mistakes, those that matter most first. */
import type { Mistake, MistakeKind, ReviewedDetection } from '../api/types.ts'
import { isMistake, missedLabels, shown, type JudgedImage, type ReviewLabel } from './verdicts.ts'

/**
 * How much a mistake deserves a look, 0 to 1. A confident detection without a label is first: it is the model's worst
 * error or a label that is missing. Then wrong classes, then what was missed (most when nothing was there even below
 * the threshold), then inexact boxes, then second boxes on one object.
 */
function urgency(kind: MistakeKind, score: number | null, iou: number): number {
  const certainty = score ?? 0
  switch (kind) {
    case 'false-positive':
      return certainty
    case 'wrong-class':
      return 0.95 * certainty
    case 'missed':
      return 0.8 * (1 - certainty)
    case 'localisation':
      return 0.7 * certainty * (1 - iou)
    case 'duplicate':
      return 0.4 * certainty
  }
}

/** A wrong box at a label that is found is little more than a second box on it. */
function rankOf({ kind, boxId, score, iou }: Mistake, found: ReadonlySet<number | null>): number {
  return urgency(kind !== 'missed' && boxId !== null && found.has(boxId) ? 'duplicate' : kind, score, iou)
}

function facts({ id, name, hash, width, height }: JudgedImage) {
  return { imageId: id, imageName: name, imageHash: hash, imageWidth: width, imageHeight: height }
}

function ofDetection(image: JudgedImage, detection: ReviewedDetection, kind: MistakeKind): Mistake {
  const { id, classId, boxId, score, iou, x1, y1, x2, y2 } = detection
  const label = kind === 'wrong-class' ? image.labels.find((candidate) => candidate.id === boxId) : undefined
  return {
    kind,
    ...facts(image),
    suggestionId: id,
    boxId,
    classId,
    labelClassId: label?.classId ?? null,
    score,
    iou,
    x1,
    y1,
    x2,
    y2,
  }
}

/** A missed label; when a detection below the threshold would have found it, that one is named with its score. */
function ofLabel(image: JudgedImage, label: ReviewLabel): Mistake {
  const almost = image.detections.find(({ verdict, boxId }) => verdict === 'right' && boxId === label.id)
  const { x1, y1, x2, y2 } = label
  return {
    kind: 'missed',
    ...facts(image),
    suggestionId: almost?.id ?? null,
    boxId: label.id,
    classId: label.classId,
    labelClassId: null,
    score: almost?.score ?? null,
    iou: almost?.iou ?? 0,
    x1,
    y1,
    x2,
    y2,
  }
}

/** All mistakes of an image at a threshold. Detections that a person has rejected are settled and left out. */
export function mistakesOf(image: JudgedImage, threshold: number): Mistake[] {
  const detected = shown(image, threshold).flatMap((detection) =>
    isMistake(detection.verdict) && detection.state !== 'rejected'
      ? [ofDetection(image, detection, detection.verdict)]
      : [],
  )
  return [...detected, ...missedLabels(image, threshold).map((label) => ofLabel(image, label))]
}

/** Mistakes of all images, the most urgent first; equally urgent ones by image. */
export function mistakesQueue(images: readonly JudgedImage[], threshold: number): Mistake[] {
  return images
    .flatMap((image) => {
      const found = new Set(
        shown(image, threshold).flatMap(({ verdict, boxId }) => (verdict === 'right' ? [boxId] : [])),
      )
      return mistakesOf(image, threshold).map((mistake) => ({ mistake, rank: rankOf(mistake, found) }))
    })
    .sort((a, b) => b.rank - a.rank || a.mistake.imageId - b.mistake.imageId)
    .map(({ mistake }) => mistake)
}
