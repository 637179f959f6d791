/** When memory runs out: fewer images at once with the same result, then one clear sentence. What is kept, and why. */
import type { Tensor4D } from '@tensorflow/tfjs'
import * as tf from '@tensorflow/tfjs'
import { beforeAll, expect, it } from 'vitest'
import { makeAnchors } from '../../../core/model/anchors.ts'
import { makeRetinaNet } from '../../../core/model/retinanet.ts'
import { trainingConfig } from '../../../core/training/config.ts'
import { featurePolicy } from '../../../core/training/featurePolicy.ts'
import { isOutOfMemory } from '../../../core/training/memory.ts'
import { makeOptimizer } from '../../../core/training/optimizers.ts'
import { startingValues } from '../../../core/training/startingValues.ts'
import { disposeState, makeState } from '../../../core/training/trainingState.ts'
import { update } from '../../../core/training/update.ts'
import { boundaryAt } from '../../../core/training/unfreezing.ts'
import { startTestBackend } from './fixture.ts'

beforeAll(startTestBackend)

const input = { width: 64, height: 64 }
const config = trainingConfig.parse({
  network: { freezeUpTo: 'all', pyramid: { width: 16 }, heads: { width: 16, depth: 1 } },
  loss: { normaliser: 'ema' },
})
const network = makeRetinaNet(config.network, 2)
const anchors = makeAnchors(config.network, input.height, input.width)
const shapes = network.mapShapes('all', input)
const settings = { network, anchors, config, optimizer: makeOptimizer(config.optimizer) }

/** Four samples of noise, with differing numbers of positives. */
const samples = Array.from({ length: 4 }, (_, sample) => ({
  maps: shapes.map(([h, w, c]) => Float32Array.from({ length: h * w * c }, (_, i) => Math.sin(i * 0.7 + sample) / 9)),
  targets: {
    positives: Int32Array.from({ length: sample + 1 }, (_, index) => 10 * index + sample),
    classes: new Int32Array(sample + 1),
    deltas: new Float32Array(4 * (sample + 1)).fill(0.1),
    ignored: new Int32Array(),
  },
}))

/** One update of a fresh state on a device that holds at most `room` images; what was said, and a group's weights. */
async function run(room: number, imagesAtOnce = 4) {
  const values = startingValues(network.parameters, 1, ['a', 'b'], null, null)
  const state = makeState(config, network.parameters, values)
  const tensors = (some: readonly { maps: readonly (Float32Array | Float16Array)[] }[]): Tensor4D[] => {
    if (some.length > room) throw new Error('OOM when allocating tensor with shape[4,64,64,16] and type float')
    return shapes.map((shape, map) => {
      const all = some.flatMap(({ maps }) => Array.from(maps[map] ?? []))
      return tf.tensor4d(all, [some.length, ...shape])
    })
  }
  const said: string[] = []
  const updater = { imagesAtOnce }
  try {
    const updating = update(updater, settings, state, { tensors, input }, samples, { learningRate: 1e-3 })
    let one = await updating.next()
    for (; one.done !== true; one = await updating.next()) said.push(one.value)
    const weights = state.groups.map((group) => group.weights.dataSync())
    return { said, weights, result: one.value, progress: state.progress, updater }
  } finally {
    disposeState(state)
  }
}

it('goes on with fewer images at once, with the same result, and leaves no tensor', async () => {
  const before = tf.memory().numTensors
  const [enough, little] = [await run(4), await run(1)]
  expect(tf.memory().numTensors).toBe(before)
  expect(enough.said).toEqual([])
  expect(little.said.length).toBe(2)
  expect(little.said[1]).toContain('one image is computed at a time')
  expect(little.updater.imagesAtOnce).toBe(1)
  expect(little.result.loss).toBeCloseTo(enough.result.loss, 4)
  expect(little.result.gradientNorm / enough.result.gradientNorm).toBeCloseTo(1, 4)
  expect(little.progress).toEqual(enough.progress)
})

it('says what to do when one image is too many', async () => {
  const before = tf.memory().numTensors
  await expect(run(0)).rejects.toMatchObject({
    code: 'OUT_OF_MEMORY',
    message: 'Memory ran out even with one image of 64 x 64 at a time.',
  })
  expect(tf.memory().numTensors).toBe(before)
})

it.each([
  ['OOM when allocating tensor with shape[8,256,256,64] and type float on /device:GPU:0', true],
  ['std::bad_alloc', true],
  ['Array buffer allocation failed', true],
  ['RESOURCE_EXHAUSTED: failed to allocate memory', true],
  ['The room is too small.', false],
])('knows "%s"', (message, expected) => {
  expect(isOutOfMemory(new Error(message))).toBe(expected)
})

it('keeps features where they fit and pay, and says so', () => {
  const { network: quick } = trainingConfig.parse({})
  const maps = makeRetinaNet(quick, 3).mapShapes('c3', { width: 512, height: 384 })
  const policy = (augmentation: object, samples: number, limit = 6e9) =>
    featurePolicy(trainingConfig.parse({ augmentation }), samples, 'c3', maps, limit)
  expect(policy({}, 205)).toMatchObject({ cached: true, note: expect.stringContaining('8 variants of 205') as string })
  expect(policy({}, 5000)).toMatchObject({ cached: false, note: expect.stringContaining('31.5 GB') as string })
  expect(policy({ mosaic: 0.5, crop: 0.1 }, 10).note).toContain('since mosaic and crop make each one different')
  expect(featurePolicy(trainingConfig.parse({}), 10, 'none', maps)).toEqual({ cached: false, note: null })
})

it('lets one more stage train at each of the given parts of the budget', () => {
  const stages = (progress: number) =>
    boundaryAt({ ...config.network, freezeUpTo: 'c4', unfreezeAt: [0.5, 0.8, 0.8] }, progress)
  expect([0, 0.49, 0.5, 0.79, 0.8, 1].map(stages)).toEqual(['c4', 'c4', 'c3', 'c3', 'stem', 'stem'])
})
