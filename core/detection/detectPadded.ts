/** Detection on images that each have an input of their own size. */
import * as tf from '@tensorflow/tfjs'
import { makeAnchors, type Anchors } from '../model/anchors.ts'
import type { Weights } from '../model/parameters.ts'
import type { Detection } from '../training/events.ts'
import { decodePredictions } from './decode.ts'
import { byGraph, predict, type DetectorPlan } from './detector.ts'
import type { ImageSize } from './letterbox.ts'
import type { PaddedImage } from './shortestSide.ts'

export interface RawPredictions {
  /** [R, K], before the sigmoid. */
  logits: Float32Array
  /** [R, 4]. */
  deltas: Float32Array
  anchors: Anchors
}

/** The network's predictions on one image. Keeps no tensor. */
export async function predictPadded(
  plan: Pick<DetectorPlan, 'network' | 'config' | 'graphs'>,
  weights: Weights,
  { pixels, input }: PaddedImage,
): Promise<RawPredictions> {
  const { network, config } = plan
  const { classLogits, boxDeltas } = tf.tidy(() => {
    const batch = tf.tensor4d(pixels, [1, input.height, input.width, 3])
    return byGraph(plan, 'predictions of pixels', weights, [batch], () =>
      predict(plan, weights, network.lower(weights, batch, config.freezeUpTo)),
    )
  })
  const logits = (await classLogits.data()) as Float32Array
  const deltas = (await boxDeltas.data()) as Float32Array
  tf.dispose([classLogits, boxDeltas])
  return { logits, deltas, anchors: makeAnchors(config, input.height, input.width) }
}

/** Detections on one image, in pixels of its full size, best first. */
export async function detectPadded(
  plan: DetectorPlan,
  weights: Weights,
  image: PaddedImage,
  full: ImageSize,
): Promise<Detection[]> {
  const { logits, deltas, anchors } = await predictPadded(plan, weights, image)
  // Boxes are cut at the image's edges, not at the padding's.
  const { boxes, scores, classes } = decodePredictions(logits, deltas, anchors, image.content, plan.settings)
  const [factorX, factorY] = [full.width / image.content.width, full.height / image.content.height]
  return Array.from(scores, (score, row) => {
    const edge = (column: number, factor: number) => (boxes[row * 4 + column] as number) * factor
    return {
      classId: plan.classIds[classes[row] as number] as number,
      score,
      x1: edge(0, factorX),
      y1: edge(1, factorY),
      x2: edge(2, factorX),
      y2: edge(3, factorY),
    }
  })
}
