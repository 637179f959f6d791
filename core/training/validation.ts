/** Scores of the weights at hand on the validation images. */
import * as tf from '@tensorflow/tfjs'
import { detectFromFeatures, lowerFeatures, type DetectorPlan } from '../detection/detector.ts'
import { wholeWindow } from '../detection/letterbox.ts'
import type { ImageReader } from '../detection/imageReader.ts'
import { evaluateImages, scoresOf } from '../evaluation/scores.ts'
import { makeAnchors } from '../model/anchors.ts'
import type { Weights } from '../model/parameters.ts'
import type { Detection, Scores } from './events.ts'
import type { FeatureCache } from './featureCache.ts'
import { joinMaps, splitMaps } from './featureMaps.ts'
import type { SnapshotImage } from './snapshot.ts'

export interface Validation {
  plan: DetectorPlan
  classes: ReadonlyArray<{ id: number; name: string }>
  images: readonly SnapshotImage[]
  reader: ImageReader
  /** Features of the frozen part, kept between evaluations; null when it is trained. */
  features: FeatureCache | null
}

/** Images that are computed together. */
const batch = 4

export interface ValidationResult {
  scores: Scores
  detections: Map<number, Detection[]>
}

/** Detects on every validation image and scores the result as COCO does. */
export async function validate(validation: Validation, weights: Weights): Promise<ValidationResult> {
  const { plan, images, reader, features } = validation
  const anchors = makeAnchors(plan.config, plan.input.height, plan.input.width)
  const detections = new Map<number, Detection[]>()
  const placeOf = (image: SnapshotImage) => ({ file: image.file, window: wholeWindow(image, plan.input) })
  for (let start = 0; start < images.length; start += batch) {
    const part = images.slice(start, start + batch)
    const known = part.map(({ id }) => features?.get(String(id)))
    reader.prefetch(images.slice(start + batch, start + 3 * batch).map(placeOf))
    const inputs = await Promise.all(part.map((image) => reader.read(placeOf(image))))
    const maps = known.every((values) => values !== undefined)
      ? joinMaps(known, plan.network.mapShapes(plan.config.freezeUpTo, plan.input))
      : lowerFeatures(plan, weights, inputs)
    if (features && known.some((values) => values === undefined)) {
      for (const [index, values] of (await splitMaps(maps)).entries()) features.add(String(part[index]?.id), values)
    }
    const found = await detectFromFeatures(plan, weights, maps, inputs, anchors)
    tf.dispose(maps)
    for (const [index, { id }] of part.entries()) detections.set(id, found[index] ?? [])
    // Messages (pause, stop) are heard between batches.
    await new Promise(setImmediate)
  }
  const scored = images.map(({ id, boxes }) => ({ id, labels: boxes, detections: detections.get(id) ?? [] }))
  const evaluation = evaluateImages(
    scored,
    validation.classes.map(({ id }) => id),
  )
  return { scores: scoresOf(evaluation, validation.classes), detections }
}
