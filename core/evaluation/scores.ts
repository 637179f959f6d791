/** From labels and detections of the studio to COCO's words, and back to the scores that runs keep. */
import type { Edges } from '../geometry/box.ts'
import type { Detection, Scores } from '../training/events.ts'
import type { CocoBox, Evaluation, EvaluationInput, GroundTruth, ScoredBox } from './types.ts'
import { evaluate } from './cocoEval.ts'

/** A label as evaluation needs it. */
export type TruthBox = Edges & { classId: number; crowd?: boolean; difficult?: boolean }

export interface ScoredImage {
  id: number
  labels: readonly TruthBox[]
  detections: readonly Detection[]
}

export function cocoBox({ x1, y1, x2, y2 }: Edges): CocoBox {
  return [x1, y1, x2 - x1, y2 - y1]
}

/** Labels as ground truth: difficult ones are ignored, as VOC does. Ids count from 1 over all images. */
function groundTruthsOf(images: readonly Pick<ScoredImage, 'id' | 'labels'>[]): GroundTruth[] {
  let id = 0
  return images.flatMap((image) =>
    image.labels.map((label) => ({
      id: ++id,
      imageId: image.id,
      categoryId: label.classId,
      bbox: cocoBox(label),
      crowd: label.crowd === true,
      ignore: label.difficult === true,
    })),
  )
}

function scoredBoxesOf(images: readonly Pick<ScoredImage, 'id' | 'detections'>[]): ScoredBox[] {
  return images.flatMap((image) =>
    image.detections.map((detection) => ({
      imageId: image.id,
      categoryId: detection.classId,
      bbox: cocoBox(detection),
      score: detection.score,
    })),
  )
}

/** Images with labels and detections as evaluation input, for the named classes. */
export function evaluationInput(images: readonly ScoredImage[], classIds: readonly number[]): EvaluationInput {
  return {
    imageIds: images.map(({ id }) => id),
    categoryIds: [...classIds],
    groundTruths: groundTruthsOf(images),
    detections: scoredBoxesOf(images),
  }
}

/** Scores images with labels and detections, for the named classes. */
export function evaluateImages(images: readonly ScoredImage[], classIds: readonly number[]): Evaluation {
  return evaluate(evaluationInput(images, classIds))
}

/** The scores that a run keeps and pages show: AP, AP50, AP75 and those of each class. */
export function scoresOf(
  { stats, perClass }: Pick<Evaluation, 'stats' | 'perClass'>,
  classes: readonly { id: number; name: string }[],
): Scores {
  const names = new Map(classes.map(({ id, name }) => [id, name]))
  const [ap = -1, ap50 = -1, ap75 = -1] = stats
  return {
    ap,
    ap50,
    ap75,
    perClass: perClass.map((scores) => ({
      classId: scores.categoryId,
      name: names.get(scores.categoryId) ?? `class ${scores.categoryId}`,
      ap: scores.ap,
      ap50: scores.ap50,
      groundTruths: scores.groundTruths,
    })),
  }
}
