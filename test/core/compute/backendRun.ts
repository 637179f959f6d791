/**
 * Three training steps and a detection of small networks on one backend, in a process of its own:
 * node build/node24.mjs test/core/compute/backendRun.ts BACKEND. Prints one line of JSON.
 */
import * as tf from '@tensorflow/tfjs'
import type { Tensor4D } from '@tensorflow/tfjs'
import { startBackend, type BackendChoice } from '../../../core/compute/backends.ts'
import { detectBatch } from '../../../core/detection/detector.ts'
import { makeAnchors } from '../../../core/model/anchors.ts'
import type { NetBox } from '../../../core/geometry/box.ts'
import { SeededRandom } from '../../../core/model/random.ts'
import { makeRetinaNet } from '../../../core/model/retinanet.ts'
import { trainingConfig } from '../../../core/training/config.ts'
import { makeOptimizer } from '../../../core/training/optimizers.ts'
import { startingValues } from '../../../core/training/startingValues.ts'
import { matchAnchors } from '../../../core/training/targets.ts'
import { averageValues, averageWeights, disposeState, makeState } from '../../../core/training/trainingState.ts'
import { trainStep } from '../../../core/training/trainStep.ts'
import { smallNetworks, type BackendResult, type NetworkRun, type SmallNetwork } from './smallNetworks.ts'

/** Pixels of the square input: plain JavaScript takes minutes for a whole backbone at twice as many. */
const side = 32
const images = 2
/** Of a row of all changes of weights, every so many are told: millions of numbers would be slow to write. */
const sampling = 61

/** Coloured noise with a bright square in each image, and the square's box. */
function makeImages() {
  const random = new SeededRandom(11)
  return Array.from({ length: images }, (_, index) => {
    const pixels = Uint8Array.from({ length: side * side * 3 }, () => random.index(120))
    const [left, size] = [Math.round(side * (0.12 + 0.15 * index)), Math.round(side * (0.4 + 0.12 * index))]
    for (let row = left; row < left + size; row++) {
      for (let at = (row * side + left) * 3; at < (row * side + left + size) * 3; at++) pixels[at] = 230 - (at % 3) * 60
    }
    const box = { x1: left, y1: left, x2: left + size, y2: left + size } as NetBox
    return { pixels, truths: [{ box, classIndex: index, ignored: false }] }
  })
}

async function run({ config: settings, learningRate }: SmallNetwork): Promise<NetworkRun> {
  const config = trainingConfig.parse(settings)
  const before = tf.memory().numTensors
  const network = makeRetinaNet(config.network, 2)
  const anchors = makeAnchors(config.network, side, side)
  const state = makeState(config, network.parameters, startingValues(network.parameters, 1, ['a', 'b'], null, null))
  const first = await averageValues(state)
  const made = makeImages()
  const pixels = tf.tensor4d(Float32Array.from(made.flatMap((image) => [...image.pixels])), [images, side, side, 3])
  const boundary = config.network.freezeUpTo
  const x: Tensor4D[] = boundary === 'none' ? [pixels] : tf.tidy(() => network.lower(state.frozen, pixels, boundary))
  const targets = made.map(({ truths }) => matchAnchors(anchors, truths, config.matching))
  const optimizer = makeOptimizer(config.optimizer)
  const losses: number[][] = []
  for (let step = 0; step < 3; step++) {
    const batch = { targets, tensors: () => x.map((map) => tf.clone(map)) }
    const result = await trainStep({ network, anchors, config, optimizer }, state, [batch], { learningRate })
    losses.push([result.loss, result.classLoss, result.boxLoss, result.gradientNorm])
  }
  const last = await averageValues(state)
  const changes = [...last].flatMap(([name, values]) => {
    const start = first.get(name)
    return Array.from(values, (value, at) => value - (start?.[at] ?? 0))
  })
  const { weights, dispose } = averageWeights(state)
  const plan = {
    network,
    config: config.network,
    classIds: [1, 2],
    input: { width: side, height: side },
    tiles: null,
    settings: { ...config.detection, perImage: 10 },
  }
  const window = { scale: 1, left: 0, top: 0, width: side, height: side }
  const inputs = made.map(({ pixels }) => ({ pixels, window, width: side, height: side }))
  const detections = await detectBatch(plan, weights, inputs, anchors)
  dispose()
  tf.dispose([...x, pixels])
  disposeState(state)
  return {
    losses,
    changes: changes.filter((_, at) => at % sampling === 0),
    detections: detections.flat(),
    leaked: tf.memory().numTensors - before,
  }
}

const { description } = await startBackend(process.argv[2] as BackendChoice)
const runs: NetworkRun[] = []
for (const network of smallNetworks) runs.push(await run(network))
const result: BackendResult = { description, runs }
process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0))
