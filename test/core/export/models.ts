/** Small detectors with random weights, and what the studio itself sees with them. */
import * as tf from '@tensorflow/tfjs'
import { detectBatch, type DetectorPlan } from '../../../core/detection/detector.ts'
import type { InputImage } from '../../../core/detection/preprocess.ts'
import type { TrainedModel } from '../../../core/export/network.ts'
import { makeAnchors } from '../../../core/model/anchors.ts'
import { SeededRandom } from '../../../core/model/random.ts'
import { makeRetinaNet } from '../../../core/model/retinanet.ts'
import { trainingConfig, type TrainingConfigInput } from '../../../core/training/config.ts'
import { repeatedValues } from '../model/repeatedValues.ts'

const classes = ['square', 'disc', 'star'].map((name, index) => ({ id: index + 4, name }))

/**
 * A model with fresh weights from a seed. The output layers are made livelier than a fresh network's, so that scores
 * spread over 0 to 1 and boxes move.
 */
export function randomModel(
  network: TrainingConfigInput['network'],
  input = { width: 128, height: 96 },
  seed = 1,
): TrainedModel {
  const heads = { initialisation: 'paper' as const, ...network?.heads }
  const config = trainingConfig.parse({ network: { pretrained: false, ...network, heads } })
  const random = new SeededRandom(seed)
  // Fresh features of the others are so weak that all logits would be the same.
  const strength = /^(csp|efficientnet)/.test(config.network.backbone) ? 1 : 6
  const values = new Map(
    makeRetinaNet(config.network, classes.length).parameters.map((spec) => {
      const numbers = repeatedValues(spec, random)
      const change = livelier(spec.name, strength, random)
      return [spec.name, change ? numbers.map(change) : numbers]
    }),
  )
  const description = {
    format: 'focal-studio-model-1' as const,
    network: config.network,
    classes,
    input,
    detection: config.detection,
    tiles: null,
    resize: null,
  }
  return { description, values }
}

/** How a parameter's numbers change so that outputs vary, and moving statistics are not those of a fresh network. */
function livelier(name: string, strength: number, random: SeededRandom): ((value: number) => number) | null {
  if (/^(classes|boxes)\.tower\d+\.filter$/.test(name)) return (value) => value * strength
  if (/^(classes|boxes)\.output\.filter$/.test(name)) return (value) => value * 20
  if (name.endsWith('.variance')) return (value) => value * random.uniform(0.5, 2)
  return /\.(mean|scale|shift)$/.test(name) ? (value) => value + random.uniform(-0.1, 0.1) : null
}

/** Pixels of noise over a gradient, already of the input's size. */
export function testImage({ width, height }: { width: number; height: number }, seed = 5): InputImage {
  const random = new SeededRandom(seed)
  const pixels = new Uint8Array(width * height * 3)
  for (let index = 0; index < pixels.length; index++) {
    const column = Math.floor(index / 3) % width
    pixels[index] = Math.round((180 * column) / width + random.uniform(0, 75))
  }
  return { pixels, window: { scale: 1, left: 0, top: 0, width, height }, width, height } as InputImage
}

export interface Predictions {
  logits: Float32Array
  deltas: Float32Array
}

function withWeights<T>(
  { description, values }: TrainedModel,
  work: (plan: DetectorPlan, weights: Map<string, tf.Tensor>) => T,
): T {
  const network = makeRetinaNet(description.network, description.classes.length)
  const weights = new Map(network.parameters.map(({ name, shape }) => [name, tf.tensor(values.get(name) ?? [], shape)]))
  const plan = {
    network,
    config: description.network,
    classIds: description.classes.map(({ id }) => id),
    input: description.input,
    settings: description.detection,
    tiles: description.tiles,
  }
  return work(plan, weights)
}

/** The studio's own logits and deltas for a batch of images. */
export function studioPredictions(model: TrainedModel, images: readonly InputImage[]): Predictions {
  const { width, height } = model.description.input
  return withWeights(model, ({ network, config }, weights) => {
    const pixels = Float32Array.from(images.flatMap((image) => [...image.pixels]))
    const maps = network.lower(weights, tf.tensor4d(pixels, [images.length, height, width, 3]), config.freezeUpTo)
    const { classLogits, boxDeltas } = network.upper(weights, maps, config.freezeUpTo)
    return { logits: classLogits.dataSync() as Float32Array, deltas: boxDeltas.dataSync() as Float32Array }
  })
}

/** The studio's own detections of one image. */
export async function studioDetections(model: TrainedModel, image: InputImage) {
  const { description } = model
  const anchors = makeAnchors(description.network, description.input.height, description.input.width)
  const [found = []] = await withWeights(model, (plan, weights) => detectBatch(plan, weights, [image], anchors))
  return found
}

export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = a.length === b.length ? 0 : Number.POSITIVE_INFINITY
  for (let index = 0; index < a.length; index++) {
    const difference = Math.abs((a[index] as number) - (b[index] as number))
    largest = Math.max(largest, Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference)
  }
  return largest
}
