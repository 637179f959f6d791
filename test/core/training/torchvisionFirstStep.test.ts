/**
 * The first step of a training like torchvision's: same weights, pictures and boxes, same losses and gradients as
 * PyTorch's in float64.
 */
import * as tf from '@tensorflow/tfjs'
import type { Tensor } from '@tensorflow/tfjs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBackend } from '../../../core/compute/backends.ts'
import { findNativeBinding } from '../../../core/compute/nativeLocation.ts'
import type { NetBox } from '../../../core/geometry/box.ts'
import { makeAnchors } from '../../../core/model/anchors.ts'
import { recognise } from '../../../core/model/recognise/recognise.ts'
import { makeRetinaNet, type RetinaNet } from '../../../core/model/retinanet.ts'
import { trainingConfig, type TrainingConfig } from '../../../core/training/config.ts'
import { lossOfBatch } from '../../../core/training/lossOfBatch.ts'
import { targetTensors } from '../../../core/training/targetTensors.ts'
import { normalisersOf } from '../../../core/training/losses/normaliser.ts'
import { matchAnchors } from '../../../core/training/targets.ts'
import { golden, picture, storedTensors, unpack, type TrainingGolden } from '../model/torchvisionGolden.ts'

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
 * Where a rounding brings one unit to the other side of a ReLU, the gradients of everything before it change: in float64
 * and by statistics of a batch of two small pictures, weights that move by a millionth move them by up to 1e-2. The
 * studio may miss by twice what either that or PyTorch's own float32 does to a gradient.
 */
const timesSensitivity = 2

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
      const errors: number[][] = []
      for (const step of expected) {
        const { losses, gradients } = firstStep(network, weights, config, step)
        const [classLoss, boxLoss] = losses
        const relative = [classLoss / step.classification - 1, boxLoss / step.bbox_regression - 1]
        console.info(`${version} ${batchNormalisation}: losses differ by ${relative.map(short).join(' and ')}`)
        for (const error of relative) expect(Math.abs(error)).toBeLessThan(1e-4)
        errors.push(
          Object.entries(step.gradients).map(([stored, { sample }], index) => {
            const name = parameterOf[stored] ?? ''
            const { shape } = weights.get(name) as Tensor
            const own = sampleInStoredOrder(gradients[index] as Float32Array, shape, name, 1000)
            return distance(own, unpack(sample)) / length(unpack(sample))
          }),
        )
      }
      for (const [index, stored] of Object.keys(parameterOf).entries()) {
        const error = rootMeanSquare(errors.map((step) => step[index] ?? Number.NaN))
        const own = expected.map(({ gradients }) => gradients[stored])
        const pyTorch = Math.max(...own.map((gradient) => gradient?.float32Error ?? Number.NaN))
        const sensitivity = Math.max(...own.map((gradient) => gradient?.sensitivity ?? Number.NaN))
        console.info(
          `${version} ${batchNormalisation}: ${stored} misses by ${short(error)}, PyTorch's float32 by up to ${short(pyTorch)}; moves by ${short(sensitivity)}`,
        )
        expect(error).toBeLessThan(Math.max(tolerance, timesSensitivity * Math.max(pyTorch, sensitivity)))
      }
    }, 240_000)
  },
)

/** Losses and the gradients of the chosen parameters, in their order. */
function firstStep(
  network: RetinaNet,
  weights: ReadonlyMap<string, Tensor>,
  config: TrainingConfig,
  expected: TrainingGolden,
): { losses: [number, number]; gradients: Float32Array[] } {
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
  return tf.tidy(() => {
    const pictures = expected.salts.flatMap((salt) => [...picture(width, height, salt)])
    const pixels = tf.tensor4d(Float32Array.from(pictures), [expected.salts.length, height, width, 3])
    let losses: [number, number] = [Number.NaN, Number.NaN]
    const { grads } = tf.valueAndGrads((...given: Tensor[]) => {
      const named = new Map([...weights, ...names.map((name, index) => [name, given[index] as Tensor] as const)])
      const predictions = network.upper(named, network.lower(named, pixels, 'none'), 'none', () => undefined)
      const loss = lossOfBatch(
        predictions,
        targetTensors(targets, normalisersOf(targets, 'image'), anchors),
        config.loss,
      )
      losses = [loss.classLoss.dataSync()[0] ?? Number.NaN, loss.boxLoss.dataSync()[0] ?? Number.NaN]
      return loss.total
    })(names.map((name) => weights.get(name) as Tensor))
    return { losses, gradients: grads.map((grad) => grad.dataSync() as Float32Array) }
  })
}

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

function rootMeanSquare(values: readonly number[]): number {
  return Math.hypot(...values) / Math.sqrt(values.length)
}

function short(value: number): string {
  return value.toExponential(1)
}

function distance(one: Float32Array, other: Float32Array): number {
  return length(one.map((value, index) => value - (other[index] ?? Number.NaN)))
}
