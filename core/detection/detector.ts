/** Detection with one set of weights: windows on images in, detections at full size out. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor, Tensor4D } from '@tensorflow/tfjs'
import type { Graphs } from '../compute/nativeOps/graph/graphs.ts'
import type { Anchors } from '../model/anchors.ts'
import type { Weights } from '../model/parameters.ts'
import type { Predictions, RetinaNet } from '../model/retinanet.ts'
import type { RetinaNetConfig } from '../training/config.ts'
import type { Detection } from '../training/events.ts'
import { decodePredictions, type DetectionSettings } from './decode.ts'
import type { Candidates } from './nms.ts'
import type { InputImage, InputView } from './preprocess.ts'
import type { TileLayout } from './tiles.ts'

/** Images that are computed together where there are many. */
export const imagesAtOnce = 4

/** Batches of one size after which a graph is made for the others. */
const callsWithoutGraph = 8

export interface DetectorPlan {
  network: RetinaNet
  config: RetinaNetConfig
  /** Ids of the classes in the order of the network's outputs. */
  classIds: readonly number[]
  input: { width: number; height: number }
  settings: DetectionSettings
  /** How large images are looked at; null: all as a whole. */
  tiles: TileLayout | null
  /** Compute batches of a size that comes again and again; without them all are computed call by call. */
  graphs?: Graphs | null
}

/** Maps of the frozen part for a batch of images of the plan's input size; the caller disposes of them. */
export function lowerFeatures(plan: DetectorPlan, weights: Weights, images: readonly InputImage[]): Tensor4D[] {
  const { network, config } = plan
  return tf.tidy(() => {
    const batch = pixelsOf(plan, images)
    const boundary = config.freezeUpTo
    return byGraph(plan, `maps of ${boundary}`, weights, [batch], () => network.lower(weights, batch, boundary))
  })
}

/** [N, H, W, 3]. */
function pixelsOf({ input: { width, height } }: DetectorPlan, images: readonly InputImage[]): Tensor4D {
  const size = width * height * 3
  const pixels = new Float32Array(images.length * size)
  for (const [index, image] of images.entries()) pixels.set(image.pixels, index * size)
  return tf.tensor4d(pixels, [images.length, height, width, 3])
}

/** By a graph, if the plan has graphs. */
export function byGraph<Answer extends object>(
  { graphs = null }: Pick<DetectorPlan, 'graphs'>,
  name: string,
  weights: Weights,
  maps: readonly Tensor4D[],
  work: () => Answer,
): Answer {
  return graphs === null ? work() : graphs.run(name, [...maps, ...weights.values()], work, callsWithoutGraph)
}

/** Detections of a batch from the maps of its frozen part, in pixels of each image at full size, best first. */
export function detectFromFeatures(
  plan: DetectorPlan,
  weights: Weights,
  maps: readonly Tensor4D[],
  images: readonly InputView[],
  anchors: Anchors,
): Promise<Detection[][]> {
  const boundary = plan.config.freezeUpTo
  const predictions = tf.tidy(() =>
    byGraph(plan, `predictions from ${boundary}`, weights, maps, () => predict(plan, weights, maps)),
  )
  return decodeBatch(plan, predictions, images, anchors)
}

/** Detects on a batch of images of the plan's input size. Keeps no tensor. */
export function detectBatch(
  plan: DetectorPlan,
  weights: Weights,
  images: readonly InputImage[],
  anchors: Anchors,
): Promise<Detection[][]> {
  const predictions = tf.tidy(() => {
    const batch = pixelsOf(plan, images)
    return byGraph(plan, 'predictions of pixels', weights, [batch], () =>
      predict(plan, weights, plan.network.lower(weights, batch, plan.config.freezeUpTo)),
    )
  })
  return decodeBatch(plan, predictions, images, anchors)
}

/** What the trained part makes of the frozen part's maps. */
export function predict(
  { network, config }: Pick<DetectorPlan, 'network' | 'config'>,
  weights: Weights,
  maps: readonly Tensor4D[],
): Predictions {
  const { classLogits, boxDeltas } = network.upper(weights, maps, config.freezeUpTo)
  return { classLogits, boxDeltas }
}

async function decodeBatch(
  plan: DetectorPlan,
  { classLogits, boxDeltas }: Predictions,
  images: readonly InputView[],
  anchors: Anchors,
): Promise<Detection[][]> {
  const [logits, deltas] = await readPredictions(classLogits, boxDeltas)
  const part = (values: Float32Array, index: number) => {
    const length = values.length / images.length
    return values.subarray(index * length, (index + 1) * length)
  }
  return images.map((image, index) => {
    const found = decodePredictions(part(logits, index), part(deltas, index), anchors, plan.input, plan.settings)
    return toFullSize(found, image, plan.classIds)
  })
}

/** The numbers of both, which are released whether they can be read or not. */
async function readPredictions(classLogits: Tensor, boxDeltas: Tensor): Promise<[Float32Array, Float32Array]> {
  try {
    return [(await classLogits.data()) as Float32Array, (await boxDeltas.data()) as Float32Array]
  } finally {
    tf.dispose([classLogits, boxDeltas])
  }
}

function toFullSize(
  { boxes, scores, classes }: Candidates,
  image: InputView,
  classIds: readonly number[],
): Detection[] {
  return Array.from(scores, (score, row) => {
    const { scale, left, top } = image.window
    const edge = (column: number, limit: number) => {
      const scaled = (boxes[row * 4 + column] as number) + (column % 2 === 0 ? left : top)
      return Math.min(Math.max(scaled / scale, 0), limit)
    }
    return {
      classId: classIds[classes[row] as number] as number,
      score,
      x1: edge(0, image.width),
      y1: edge(1, image.height),
      x2: edge(2, image.width),
      y2: edge(3, image.height),
    }
  })
}
