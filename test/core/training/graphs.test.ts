/** Steps and maps by graphs of native TensorFlow equal those that are computed call by call. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor4D } from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { makeGraphs, type Graphs } from '../../../core/compute/nativeOps/graph/graphs.ts'
import { detectBatch, imagesAtOnce, type DetectorPlan } from '../../../core/detection/detector.ts'
import { wholeWindow } from '../../../core/detection/letterbox.ts'
import type { NetBox } from '../../../core/geometry/box.ts'
import { makeAnchors } from '../../../core/model/anchors.ts'
import { makeRetinaNet } from '../../../core/model/retinanet.ts'
import { trainingConfig, type TrainingConfigInput } from '../../../core/training/config.ts'
import { makeOptimizer } from '../../../core/training/optimizers.ts'
import { startingValues } from '../../../core/training/startingValues.ts'
import { matchAnchors } from '../../../core/training/targets.ts'
import { disposeState, makeState, unfreeze, type TrainingState } from '../../../core/training/trainingState.ts'
import { trainStep } from '../../../core/training/trainStep.ts'
import { hasTensorFlow, startTestBackend } from './fixture.ts'

const side = 64
const classes = ['a', 'b']
const narrow = { pretrained: false, pyramid: { width: 16 }, heads: { width: 16, depth: 1 } } as const

const settings: Array<[name: string, config: TrainingConfigInput]> = [
  ['the quick network', { network: { ...narrow, freezeUpTo: 'c3' } }],
  [
    'nothing frozen, GIoU, moving average of positives',
    {
      network: { ...narrow, freezeUpTo: 'none' },
      loss: { box: 'giou', normaliser: 'ema' },
    },
  ],
  [
    'the batch’s statistics, depthwise convolutions, FL*',
    {
      network: { ...narrow, backbone: 'mobilenet-v3-large', freezeUpTo: 'c3', batchNormalisation: 'trained' },
      loss: { name: 'focal-star', beta: 1 },
    },
  ],
  [
    'residual blocks, kept statistics, group normalisation, hard examples',
    {
      network: {
        ...narrow,
        backbone: 'resnet18',
        freezeUpTo: 'c4',
        batchNormalisation: 'frozen',
        heads: { width: 32, depth: 1, normalisation: 'group' },
      },
      loss: { name: 'ohem', ohem: { examples: 16 } },
    },
  ],
]

function setUp(given: TrainingConfigInput, graphs: Graphs | null) {
  // (AdamW makes large steps of what is the last bit of a small gradient.)
  const config = trainingConfig.parse({ ...given, optimizer: { name: 'sgd' } })
  const network = makeRetinaNet(config.network, classes.length)
  const state = makeState(config, network.parameters, startingValues(network.parameters, 1, classes, null, null))
  const anchors = makeAnchors(config.network, side, side)
  return { config, network, state, anchors, optimizer: makeOptimizer(config.optimizer), graphs }
}

/** Five steps, whose images and boxes differ; the third on three images at once, the fourth without a box. */
async function trainFiveSteps(given: TrainingConfigInput, graphs: Graphs | null) {
  const parts = setUp(given, graphs)
  const { config, network, state, anchors } = parts
  const losses: number[][] = []
  for (let step = 0; step < 5; step++) {
    if (step === 4 && given.network?.freezeUpTo === 'c3') unfreeze(state, config, 'c2')
    const images = step === 2 ? 3 : 2
    const targets = Array.from({ length: images }, (_, image) => {
      const at = 4 * step + 6 * image
      const box = { x1: at, y1: 8, x2: at + 30, y2: 40 } as NetBox
      return matchAnchors(anchors, step === 3 ? [] : [{ box, classIndex: image % 2, ignored: false }], config.matching)
    })
    const pixels = tf.tidy(() =>
      tf.mul(tf.randomUniform([images, side, side, 3], 0, 255, 'float32', step), 1),
    ) as Tensor4D
    const { boundary } = state
    const tensors = () => (boundary === 'none' ? [pixels.clone()] : network.lower(state.frozen, pixels, boundary))
    const result = await trainStep(parts, state, [{ targets, tensors }], { learningRate: 1e-3 })
    losses.push([result.loss, result.classLoss, result.boxLoss, result.gradientNorm])
    pixels.dispose()
  }
  const weights = valuesOf(state)
  disposeState(state)
  return { losses, weights }
}

function valuesOf({ groups, frozen, frozenSpecs }: TrainingState): Float32Array[] {
  const statistics = frozenSpecs.flatMap(({ name, kind }) => (kind === 'statistic' ? [frozen.get(name)] : []))
  return [...groups.map(({ weights }) => weights), ...statistics].map((one) => one?.dataSync() as Float32Array)
}

describe.skipIf(!hasTensorFlow)('graphs', () => {
  beforeAll(startTestBackend)

  it.each(settings)('train as calls do: %s', async (_, given) => {
    const warned = vi.spyOn(process, 'emitWarning')
    const before = tf.memory().numTensors
    const graphs = makeGraphs()
    const [byGraph, byCall] = [await trainFiveSteps(given, graphs), await trainFiveSteps(given, null)]
    expect(graphs?.count).toBeGreaterThanOrEqual(2)
    graphs?.dispose()
    expect(warned).not.toHaveBeenCalled()
    expect(tf.memory().numTensors).toBe(before)
    for (const [step, losses] of byCall.losses.entries()) {
      for (const [index, value] of losses.entries()) {
        expect(byGraph.losses[step]?.[index]).toBeCloseTo(value, value > 100 ? 1 : 3)
      }
    }
    for (const [index, values] of byCall.weights.entries()) {
      expect(largestDifference(values, byGraph.weights[index])).toBeLessThan(2e-4)
    }
  })

  it('detect as calls do, after some batches of the same size', async () => {
    const graphs = makeGraphs()
    const { config, network, state, anchors } = setUp({ network: narrow }, graphs)
    const weights = new Map(
      network.parameters.map(({ name, shape }, index) => [name, tf.randomNormal(shape, 0, 0.05, 'float32', index)]),
    )
    const input = { width: side, height: side }
    const plan: DetectorPlan = {
      network,
      config: config.network,
      classIds: [1, 2],
      input,
      settings: { ...config.detection, minimumScore: 0.01 },
      tiles: null,
    }
    const image = { width: side, height: side, window: wholeWindow(input, input) }
    const images = Array.from({ length: imagesAtOnce }, (_, index) => ({
      ...image,
      pixels: Uint8Array.from({ length: side * side * 3 }, (_, at) => 127 + 120 * Math.sin(at * 0.01 * (index + 1))),
    }))
    const expected = await detectBatch(plan, weights, images, anchors)
    expect(expected.flat().length).toBeGreaterThan(20)
    for (const count of [...Array.from({ length: 9 }, () => imagesAtOnce), 1, imagesAtOnce]) {
      const found = await detectBatch({ ...plan, graphs }, weights, images.slice(0, count), anchors)
      for (const [index, detections] of found.entries()) {
        expect(detections.length).toBe(expected[index]?.length)
        for (const [row, { score, x1, classId }] of detections.entries()) {
          expect(score).toBeCloseTo(expected[index]?.[row]?.score ?? NaN, 4)
          expect(x1).toBeCloseTo(expected[index]?.[row]?.x1 ?? NaN, 1)
          expect(classId).toBe(expected[index]?.[row]?.classId)
        }
      }
    }
    // The size that came once has none.
    expect(graphs?.count).toBe(1)
    graphs?.dispose()
    tf.dispose([...weights.values()])
    disposeState(state)
  })
})

function largestDifference(one: Float32Array, other: Float32Array | undefined): number {
  return one.reduce((most, value, index) => Math.max(most, Math.abs(value - (other?.[index] ?? Infinity))), 0)
}
