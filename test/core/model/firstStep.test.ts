/** The whole network against PyTorch: features, predictions, targets, losses and gradients of a first step. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor } from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { startBackend } from '../../../core/compute/backends.ts'
import { findNativeBinding, findWeights } from '../../../core/compute/nativeLocation.ts'
import { weightsEntry } from '../../../core/compute/weightsCatalogue.ts'
import type { NetBox } from '../../../core/geometry/box.ts'
import { makeAnchors } from '../../../core/model/anchors.ts'
import { cspNanodetG } from '../../../core/model/backbones/cspNanodetG.ts'
import { elementCount, type ParameterValues, type Weights } from '../../../core/model/parameters.ts'
import { makeRetinaNet } from '../../../core/model/retinanet.ts'
import { trainingConfig } from '../../../core/training/config.ts'
import { lossOfBatch } from '../../../core/training/lossOfBatch.ts'
import { targetTensors } from '../../../core/training/targetTensors.ts'
import { normalisersOf } from '../../../core/training/losses/normaliser.ts'
import { matchAnchors } from '../../../core/training/targets.ts'
import { allFeatures } from './allFeatures.ts'
import { golden, pattern, relativeError, sample, testPixels } from './golden.ts'

const config = trainingConfig.parse({
  network: { freezeUpTo: 'none', pyramid: { width: 16 }, heads: { width: 16, depth: 2 } },
})
const network = makeRetinaNet(config.network, 3)
const anchors = makeAnchors(config.network, 128, 192)
const entry = weightsEntry('nanodet-g')
const folder = entry && findWeights(entry)

/** Published backbone, patterned new layers; the salts are those of the oracle. */
async function values(): Promise<ParameterValues> {
  const salts: Record<string, number> = {
    'pyramid.output3': 0,
    'pyramid.output4': 1,
    'pyramid.output5': 2,
    'pyramid.p6': 3,
    'pyramid.p7': 4,
    'classes.tower1': 5,
    'classes.tower2': 6,
    'classes.output': 7,
    'boxes.tower1': 8,
    'boxes.tower2': 9,
    'boxes.output': 10,
  }
  const published = await cspNanodetG.published?.read(folder ?? '')
  return new Map(
    network.parameters.map(({ name, shape }) => {
      const own = published?.get(name)
      if (own) return [name, own]
      const salt = salts[name.replace('.filter', '')]
      if (salt !== undefined) {
        const fanIn = elementCount(shape.slice(0, 3))
        return [name, pattern(elementCount(shape), salt, 0.5 / Math.sqrt(fanIn))]
      }
      return [name, new Float32Array(elementCount(shape)).fill(name === 'classes.output.bias' ? -Math.log(99) : 0)]
    }),
  )
}

const truths = [
  [
    { box: { x1: 10, y1: 12, x2: 60, y2: 70 } as NetBox, classIndex: 0, ignored: false },
    { box: { x1: 100, y1: 20, x2: 118, y2: 40 } as NetBox, classIndex: 1, ignored: false },
    { box: { x1: 30, y1: 5, x2: 180, y2: 120 } as NetBox, classIndex: 2, ignored: false },
  ],
  [],
]

describe.skipIf(!findNativeBinding() || !folder)(
  'first step (needs native TensorFlow and the weights of NanoDet-g)',
  () => {
    const targets = truths.map((own) => matchAnchors(anchors, own, config.matching))
    let tensors: Tensor[] = []
    const named = (given: readonly Tensor[]): Weights =>
      new Map(network.parameters.map(({ name }, index) => [name, given[index] as Tensor]))

    beforeAll(async () => {
      await startBackend('tensorflow')
      const start = await values()
      tensors = network.parameters.map(({ name, shape }) => tf.tensor(start.get(name) ?? [], shape))
    })

    it('gives the published features', () => {
      tf.tidy(() => {
        const weights = named(tensors)
        const features = allFeatures(cspNanodetG, weights, cspNanodetG.normalise(testPixels()))
        for (const level of ['c3', 'c4', 'c5'] as const) {
          expect(relativeError(sample(features[level]), golden.step[level])).toBeLessThan(1e-4)
        }
        const laterals = cspNanodetG.laterals?.apply(weights, features) ?? []
        for (const [index, map] of laterals.entries()) {
          expect(relativeError(sample(map), golden.step.laterals[index] ?? [])).toBeLessThan(1e-4)
        }
      })
    })

    it('matches the same anchors', () => {
      expect([...(targets[0]?.positives ?? [])]).toEqual(golden.step.positives)
      expect([...(targets[0]?.ignored ?? [])]).toEqual(golden.step.ignored)
      expect(targets[1]?.positives.length).toBe(0)
    })

    it('has the same predictions, losses and gradients', () => {
      tf.tidy(() => {
        const { grads } = tf.valueAndGrads((...given: Tensor[]) => {
          const weights = named(given)
          const predictions = network.upper(weights, network.lower(weights, testPixels(), 'none'), 'none')
          expect(relativeError(sample(predictions.classLogits), golden.step.logits)).toBeLessThan(1e-4)
          expect(relativeError(sample(predictions.boxDeltas), golden.step.deltas)).toBeLessThan(1e-4)
          const losses = lossOfBatch(
            predictions,
            targetTensors(targets, normalisersOf(targets, 'batch'), anchors),
            config.loss,
          )
          expect(losses.classLoss.dataSync()[0]).toBeCloseTo(golden.step.classLoss, 4)
          expect(losses.boxLoss.dataSync()[0]).toBeCloseTo(golden.step.boxLoss, 4)
          return losses.total
        })(tensors)
        const norms = new Map(network.parameters.map(({ name }, index) => [name, tf.norm(grads[index] as Tensor)]))
        for (const [name, [filter, bias]] of Object.entries(golden.step.gradients)) {
          const found = ['filter', 'bias'].map((part) => norms.get(`${name}.${part}`)?.dataSync()[0] ?? Number.NaN)
          expect(relativeError(found, [filter, bias]), name).toBeLessThan(2e-3)
        }
      })
    })
  },
)
