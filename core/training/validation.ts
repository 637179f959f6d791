/** Scores of the weights at hand on the validation images. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor4D } from '@tensorflow/tfjs'
import { detectFromFeatures, lowerFeatures, type DetectorPlan } from '../detection/detector.ts'
import { LookCollector, looksAt, type Look } from '../detection/imageLooks.ts'
import type { ImageReader, InputPlace } from '../detection/imageReader.ts'
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

/** Inputs that are computed together. */
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
  const collector = new LookCollector(plan)
  const looks = images.flatMap((image) => looksAt(image, plan))
  for (let start = 0; start < looks.length; start += batch) {
    const part = looks.slice(start, start + batch)
    const known = part.map((look) => features?.get(keyOf(look)))
    let maps: Tensor4D[]
    if (known.every((values) => values !== undefined)) {
      maps = joinMaps(known, plan.network.mapShapes(plan.config.freezeUpTo, plan.input))
    } else {
      const inputs = part.map((look) => reader.read(placeOf(look)))
      const soon = looks.slice(start + batch, start + 3 * batch).filter((look) => !features?.get(keyOf(look)))
      reader.prefetch(soon.map(placeOf))
      maps = lowerFeatures(plan, weights, await Promise.all(inputs))
      if (features) {
        for (const [index, values] of (await splitMaps(maps)).entries()) {
          const look = part[index]
          if (look) features.add(keyOf(look), values)
        }
      }
    }
    const places = part.map(({ image, window }) => ({ window, width: image.width, height: image.height }))
    const found = await detectFromFeatures(plan, weights, maps, places, anchors)
    tf.dispose(maps)
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

function keyOf({ image, index }: Look): string {
  return `${image.id}/${index}`
}

function placeOf({ image, window }: Look): InputPlace {
  return { file: image.file, window }
}
