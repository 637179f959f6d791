/** Measured speed of a backend: a plain convolution, and training steps of the quick preset on random images. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor4D } from '@tensorflow/tfjs'
import { makeAnchors } from '../model/anchors.ts'
import { makeRetinaNet } from '../model/retinanet.ts'
import { batchSize } from '../training/batchSize.ts'
import { trainingConfig } from '../training/config.ts'
import { makeOptimizer } from '../training/optimizers.ts'
import { startingValues } from '../training/startingValues.ts'
import { trainStep } from '../training/trainStep.ts'
import { disposeState, makeState } from '../training/trainingState.ts'
import type { StartedBackend } from './backends.ts'
import type { BenchmarkResult } from './messages.ts'
import { makeGraphs } from './nativeOps/graph/graphs.ts'

/** Runs for a few seconds; the random weights of the network do not change its speed. */
export async function benchmark({ name, description }: StartedBackend): Promise<BenchmarkResult> {
  return {
    backend: name,
    description,
    gigaflops: await convolutionSpeed(name === 'cpu' ? 32 : 128),
    trainingImagesPerSecond: await trainingSpeed(name === 'cpu' ? 64 : 512, name === 'cpu' ? 64 : 384),
  }
}

/** Billions of multiplications and additions a second in a 3x3 convolution of `channels` channels at 48 x 64. */
async function convolutionSpeed(channels: number): Promise<number> {
  const x = tf.randomNormal([4, 48, 64, channels]) as Tensor4D
  const filter = tf.randomNormal([3, 3, channels, channels]) as Tensor4D
  const seconds = await fastest(async () => {
    const y = tf.conv2d(x, filter, 1, 'same')
    await y.data()
    y.dispose()
  })
  tf.dispose([x, filter])
  return (2 * 4 * 48 * 64 * 9 * channels * channels) / seconds / 1e9
}

/** Images a second of whole training steps on cached features, scaled to inputs of 512 x 384. */
async function trainingSpeed(width: number, height: number): Promise<number> {
  const config = trainingConfig.parse({})
  const images = batchSize(config)
  const network = makeRetinaNet(config.network, 3)
  const anchors = makeAnchors(config.network, height, width)
  const state = makeState(
    config,
    network.parameters,
    startingValues(network.parameters, 1, ['a', 'b', 'c'], null, null),
  )
  const optimizer = makeOptimizer(config.optimizer)
  const empty = {
    positives: new Int32Array(),
    classes: new Int32Array(),
    deltas: new Float32Array(),
    ignored: new Int32Array(),
  }
  const targets = Array.from({ length: images }, () => empty)
  const x = network
    .mapShapes(config.network.freezeUpTo, { width, height })
    .map((shape) => tf.randomNormal([images, ...shape]) as Tensor4D)
  // The step releases what it is given.
  const batch = { targets, tensors: () => x.map((map) => map.clone()) }
  const graphs = makeGraphs()
  const settings = { network, anchors, config, optimizer, graphs }
  const seconds = await fastest(() => trainStep(settings, state, [batch], { learningRate: 1e-4 }))
  tf.dispose(x)
  graphs?.dispose()
  disposeState(state)
  return (images / seconds) * ((width * height) / (512 * 384))
}

/** Seconds of the fastest of some calls after a first one. */
async function fastest(work: () => Promise<unknown>): Promise<number> {
  await work()
  let best = Infinity
  for (let round = 0; round < 4; round++) {
    const start = performance.now()
    await work()
    best = Math.min(best, performance.now() - start)
  }
  return best / 1000
}
