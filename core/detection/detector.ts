/** Detection with one set of weights: letterboxed images in, detections at full size out. */
import * as tf from '@tensorflow/tfjs'
import { makeAnchors, type Anchors } from '../model/anchors.ts'
import type { Weights } from '../model/parameters.ts'
import type { RetinaNet } from '../model/retinanet.ts'
import type { RetinaNetConfig } from '../training/config.ts'
import type { Detection } from '../training/events.ts'
import { decodePredictions, type DetectionSettings } from './decode.ts'
import type { InputImage } from './preprocess.ts'

export interface DetectorPlan {
  network: RetinaNet
  config: RetinaNetConfig
  /** Ids of the classes in the order of the network's outputs. */
  classIds: readonly number[]
  input: { width: number; height: number }
  settings: DetectionSettings
}

/** Detects on a batch of images of the plan's input size. Keeps no tensor. */
export function detectBatch(
  plan: DetectorPlan,
  weights: Weights,
  images: readonly InputImage[],
  anchors: Anchors = makeAnchors(plan.config, plan.input.height, plan.input.width),
): Detection[][] {
  const { width, height } = plan.input
  const pixels = new Float32Array(images.length * width * height * 3)
  for (const [index, image] of images.entries()) pixels.set(image.pixels, index * width * height * 3)
  const [logits, deltas] = tf.tidy(() => {
    const x = tf.tensor4d(pixels, [images.length, height, width, 3])
    const predictions = plan.network.upper(weights, plan.network.lower(weights, x))
    return [predictions.classLogits, predictions.boxDeltas]
  }) as [tf.Tensor3D, tf.Tensor3D]
  const logitValues = logits.dataSync() as Float32Array
  const deltaValues = deltas.dataSync() as Float32Array
  tf.dispose([logits, deltas])
  const part = (values: Float32Array, index: number) => {
    const length = values.length / images.length
    return values.subarray(index * length, (index + 1) * length)
  }
  return images.map((image, index) => {
    const found = decodePredictions(
      part(logitValues, index),
      part(deltaValues, index),
      anchors,
      plan.input,
      plan.settings,
    )
    return Array.from(found.scores, (score, row) => {
      const edge = (column: number, limit: number) =>
        Math.min((found.boxes[row * 4 + column] as number) / image.letterbox.scale, limit)
      return {
        classId: plan.classIds[found.classes[row] as number] as number,
        score,
        x1: edge(0, image.width),
        y1: edge(1, image.height),
        x2: edge(2, image.width),
        y2: edge(3, image.height),
      }
    })
  })
}
