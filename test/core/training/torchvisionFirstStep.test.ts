/** The first step of a training like torchvision's: same weights, pictures and boxes, same losses and gradients. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor, Tensor4D } from '@tensorflow/tfjs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBackend } from '../../../core/compute/backends.ts'
import { findNativeBinding } from '../../../core/compute/nativeLocation.ts'
import type { NetBox } from '../../../core/geometry/box.ts'
import { makeAnchors } from '../../../core/model/anchors.ts'
import { recognise } from '../../../core/model/recognise/recognise.ts'
import { makeRetinaNet, type RetinaNet } from '../../../core/model/retinanet.ts'
import { trainingConfig, type TrainingConfig } from '../../../core/training/config.ts'
import { lossOfBatch } from '../../../core/training/lossOfBatch.ts'
import { normalisersOf } from '../../../core/training/losses/normaliser.ts'
import { matchAnchors } from '../../../core/training/targets.ts'
import { golden, picture, storedTensors, unpack } from '../model/torchvisionGolden.ts'

const [width, height] = [160, 128]
const classNames = Array.from({ length: 91 }, (_, index) => `output ${index}`)

/** Parameters by torchvision's names of the layers whose gradients the oracle stored. */
const parameterOf: Record<string, string> = {
  'backbone.body.layer2.0.conv1.weight': 'layer2.0.conv1.filter',
  'backbone.body.layer4.2.conv3.weight': 'layer4.2.conv3.filter',
  'backbone.fpn.inner_blocks.1.0.weight': 'pyramid.lateral4.filter',
  'head.classification_head.conv.1.0.weight': 'classes.tower2.filter',
  'head.classification_head.cls_logits.weight': 'classes.output.filter',
  'head.regression_head.bbox_reg.weight': 'boxes.output.filter',
}

/** Largest relative difference of a gradient. */
const tolerance = 1e-3

/**
 * Where the backbone's normalisation goes by a batch of two small pictures, a rounding that brings one unit to the other
 * side of a ReLU changes the gradients of everything before it: PyTorch with and without oneDNN differs from itself by
 * 8e-4 there. Its deeper layers get more room, and are held to the tolerance by moving statistics.
 */
const backboneTolerance = 2e-2

const cases = [
  { version: 'v1', batchNormalisation: 'frozen', box: 'l1', expected: golden.v1.training },
  { version: 'v2', batchNormalisation: 'frozen', box: 'giou', expected: golden.v2.trainingByMovingStatistics },
  { version: 'v2', batchNormalisation: 'trained', box: 'giou', expected: golden.v2.training },
] as const

describe.skipIf(!findNativeBinding()).each(cases)(
  'first step of torchvision $version, normalisation $batchNormalisation (needs native TensorFlow)',
  ({ version, batchNormalisation, box, expected }) => {
    let config: TrainingConfig
    let network: RetinaNet
    let weights: Map<string, Tensor>

    beforeAll(async () => {
      await startBackend('tensorflow')
      const file = recognise(storedTensors(golden[version]), `${version}.pth`, classNames)
      config = trainingConfig.parse({
        network: { ...file.network, batchNormalisation, freezeUpTo: 'none' },
        loss: { name: 'balanced-focal', alpha: 0.25, gamma: 2, box, normaliser: 'image' },
        matching: { lowQualityMinimum: 0 },
      })
      network = makeRetinaNet(config.network, 91)
      const { values } = file.take(network.parameters, config.network, classNames)
      weights = new Map(network.parameters.map(({ name, shape }) => [name, tf.tensor(values.get(name) ?? [], shape)]))
    }, 60_000)
    afterAll(() => tf.dispose([...weights.values()]))

    it('has its losses and gradients', () => {
      const anchors = makeAnchors(config.network, height, width)
      const targets = golden.truths.map(({ boxes, labels }) =>
        matchAnchors(
          anchors,
          boxes.map(([x1, y1, x2, y2], index) => ({
            box: { x1, y1, x2, y2 } as NetBox,
            classIndex: labels[index] as number,
            ignored: false,
          })),
          config.matching,
        ),
      )
      expect(targets.map(({ positives }) => positives.length)).toEqual(expected.positives)
      expect(targets.map(({ ignored }) => ignored.length)).toEqual(expected.ignored)
      const names = Object.values(parameterOf)
      const chosen = names.map((name) => weights.get(name) as Tensor)
      const { losses, gradients } = tf.tidy(() => {
        const pixels = tf.tensor4d(Float32Array.from([1, 2].flatMap((salt) => [...picture(width, height, salt)])), [
          2,
          height,
          width,
          3,
        ])
        let losses: number[] = []
        const { grads } = tf.valueAndGrads((...given: Tensor[]) => {
          const named = new Map([...weights, ...names.map((name, index) => [name, given[index] as Tensor] as const)])
          const predictions = network.upper(named, network.lower(named, pixels, 'none'), 'none', () => undefined)
          const loss = lossOfBatch(predictions, targets, normalisersOf(targets, 'image'), anchors, config.loss)
          losses = [loss.classLoss, loss.boxLoss].map((part) => part.dataSync()[0] ?? Number.NaN)
          return loss.total
        })(chosen)
        return { losses, gradients: grads.map((grad) => grad.dataSync() as Float32Array) }
      })
      const [classLoss = 0, boxLoss = 0] = losses
      const relative = [classLoss / expected.classification - 1, boxLoss / expected.bbox_regression - 1]
      console.info(
        `${version} ${batchNormalisation}: losses ${classLoss}, ${boxLoss}; relative differences ${relative.join(', ')}`,
      )
      for (const error of relative) expect(Math.abs(error)).toBeLessThan(1e-4)
      for (const [index, [stored, { norm, sample }]] of Object.entries(expected.gradients).entries()) {
        const filter = chosen[index] as Tensor4D
        const own = sampleInStoredOrder(gradients[index] as Float32Array, filter.shape, names[index] ?? '', 1000)
        const error = distance(own, unpack(sample)) / length(unpack(sample))
        console.info(`${version} ${batchNormalisation}: gradient of ${stored} differs by ${error}`)
        const limit = batchNormalisation === 'trained' && stored.includes('.body.') ? backboneTolerance : tolerance
        expect(error).toBeLessThan(limit)
        expect(Math.abs(length(gradients[index] as Float32Array) / norm - 1)).toBeLessThan(limit)
      }
    }, 120_000)
  },
)

/** Elements at the oracle's places of [out, in, height, width], out of [height, width, in, out]. */
function sampleInStoredOrder(values: Float32Array, shape: readonly number[], name: string, count: number) {
  const [rows = 0, columns = 0, inputs = 0, outputs = 0] = shape
  const perAnchor = name === 'classes.output.filter' ? 91 : name === 'boxes.output.filter' ? 4 : null
  return Float32Array.from({ length: count }, (_, index) => {
    const at = Math.floor((index * (values.length - 1)) / (count - 1))
    const place = at % (rows * columns)
    const input = Math.floor(at / (rows * columns)) % inputs
    const output = Math.floor(at / (rows * columns * inputs))
    const own = perAnchor === null ? output : scalesFirst(output, perAnchor)
    return values[(place * inputs + input) * outputs + own] ?? Number.NaN
  })
}

/** torchvision counts the anchors of a position ratio by ratio, the studio scale by scale. */
function scalesFirst(output: number, perAnchor: number): number {
  const anchor = Math.floor(output / perAnchor)
  return ((anchor % 3) * 3 + Math.floor(anchor / 3)) * perAnchor + (output % perAnchor)
}

function length(values: Float32Array): number {
  return Math.hypot(...chunks(values))
}

/** Math.hypot takes no million arguments. */
function chunks(values: Float32Array): number[] {
  const parts: number[] = []
  for (let start = 0; start < values.length; start += 1000)
    parts.push(Math.hypot(...values.subarray(start, start + 1000)))
  return parts.length > 1000 ? chunks(Float32Array.from(parts)) : parts
}

function distance(one: Float32Array, other: Float32Array): number {
  return length(one.map((value, index) => value - (other[index] ?? Number.NaN)))
}
