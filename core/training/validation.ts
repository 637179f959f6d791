/** Scores of the weights at hand on the validation images. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor4D } from '@tensorflow/tfjs'
import { detectFromFeatures, imagesAtOnce, lowerFeatures, type DetectorPlan } from '../detection/detector.ts'
import { LookCollector, looksAt, type Look } from '../detection/imageLooks.ts'
import type { ImageReader, InputPlace } from '../detection/imageReader.ts'
import { evaluateImages, scoresOf } from '../evaluation/scores.ts'
import { makeAnchors, type Anchors } from '../model/anchors.ts'
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

export interface ValidationResult {
  scores: Scores
  detections: Map<number, Detection[]>
}

/** Detects on every validation image and scores the result as COCO does. */
export async function validate(validation: Validation, weights: Weights): Promise<ValidationResult> {
  const { plan, images } = validation
  const anchors = makeAnchors(plan.config, plan.input.height, plan.input.width)
  const detections = new Map<number, Detection[]>()
  const collector = new LookCollector(plan)
  const looks = images.flatMap((image) => looksAt(image, plan))
  for (let start = 0; start < looks.length; start += imagesAtOnce) {
    const part = looks.slice(start, start + imagesAtOnce)
    const soon = looks.slice(start + imagesAtOnce, start + 3 * imagesAtOnce)
    const found = await detectLooks(validation, weights, anchors, part, soon)
    for (const [index, look] of part.entries()) {
      const complete = collector.add(look, found[index] ?? [])
      if (complete) detections.set(look.image.id, complete)
    }
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

/** Detections of some looks; the images of those that come `soon` begin to be read meanwhile. */
async function detectLooks(
  validation: Validation,
  weights: Weights,
  anchors: Anchors,
  looks: readonly Look[],
  soon: readonly Look[],
): Promise<Detection[][]> {
  const maps = await mapsOf(validation, weights, looks, soon)
  try {
    const places = looks.map(({ image, window }) => ({ window, width: image.width, height: image.height }))
    return await detectFromFeatures(validation.plan, weights, maps, places, anchors)
  } finally {
    tf.dispose(maps)
  }
}

/** What the frozen part makes of some looks, kept or computed; to be disposed of. */
async function mapsOf(
  { plan, reader, features }: Validation,
  weights: Weights,
  looks: readonly Look[],
  soon: readonly Look[],
): Promise<Tensor4D[]> {
  const known = looks.map((look) => features?.get(keyOf(look)))
  if (known.every((values) => values !== undefined)) {
    return joinMaps(known, plan.network.mapShapes(plan.config.freezeUpTo, plan.input))
  }
  const inputs = looks.map((look) => reader.read(placeOf(look)))
  reader.prefetch(soon.filter((look) => !features?.get(keyOf(look))).map(placeOf))
  const maps = lowerFeatures(plan, weights, await Promise.all(inputs))
  if (!features) return maps
  for (const [index, values] of (await splitMaps(maps)).entries()) {
    const look = looks[index]
    if (look) features.add(keyOf(look), values)
  }
  return maps
}

function keyOf({ image, index }: Look): string {
  return `${image.id}/${index}`
}

function placeOf({ image, window }: Look): InputPlace {
  return { file: image.file, window }
}
