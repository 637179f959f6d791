/** Class losses against PyTorch autograd in float64: value and gradient, from logit -120 to 120. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor, Tensor1D, Tensor3D } from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { trainingConfig, type TrainingConfig } from '../../../../core/training/config.ts'
import { classLoss, lossPerAnchor } from '../../../../core/training/losses/classLoss.ts'
import { elementwiseLoss, focalStar } from '../../../../core/training/losses/elementwise.ts'
import { backends, readGolden, useBackend, worst } from './golden.ts'

interface Case {
  name: TrainingConfig['loss']['name']
  alpha: number | null
  gamma: number
  beta: number
  margin: number
  label: 0 | 1
  values: number[]
  gradients: number[]
}
const { logits, cases } = readGolden<{ logits: number[]; cases: Case[] }>('classes')

function lossOf(loss: Partial<TrainingConfig['loss']>) {
  return elementwiseLoss(trainingConfig.parse({ loss }).loss)
}

describe.each(backends)('on %s', (backend) => {
  beforeAll(() => useBackend(backend))

  it.each(cases)('$name alpha $alpha gamma $gamma beta $beta margin $margin, label $label', (given) => {
    const { name, alpha, gamma, beta, margin } = given
    const { loss, alpha: balance } = lossOf({ name, gamma, beta, margin, ...(alpha === null ? {} : { alpha }) })
    const count = logits.length
    const targets = {
      labels: tf.tensor1d(new Int32Array(count).fill(given.label === 1 ? 0 : -1), 'int32'),
      weights: tf.ones([count]) as Tensor1D,
    }
    const x = tf.tensor3d(logits, [1, count, 1])
    const { value, grad } = tf.valueAndGrad((x: Tensor) => classLoss(x as Tensor3D, targets, loss, balance))(x)
    const weight = balance === null ? 1 : given.label === 1 ? balance : 1 - balance
    const values = tf.mul(lossPerAnchor(x, targets.labels, loss), weight).dataSync()
    const gradients = grad.dataSync()
    expect(worst(value.dataSync(), [given.values.reduce((sum, one) => sum + one, 0)], 1e-5)).toBeLessThan(1)
    expect(worst(values, given.values, 1e-5)).toBeLessThan(1)
    expect(worst(gradients, given.gradients, 1e-5)).toBeLessThan(1)
  })

  it.each(['ce', 'balanced-ce', 'focal', 'balanced-focal', 'focal-star', 'hinge'] as const)(
    'has finite gradients at a hundred thousand logits, most of them saturated: %s',
    (name) => {
      for (const gamma of name.includes('focal') ? [0.1, 0.5, 2, 5] : [2]) {
        const { loss, alpha } = lossOf({ name, gamma })
        const anchors = 10_000
        const [sums, finite] = tf.tidy(() => {
          const x = tf.mul(tf.randomNormal([1, anchors, 10], 0, 1, 'float32', 5), 1000) as Tensor3D
          const labels = tf.cast(tf.floor(tf.mul(tf.randomUniform([anchors], 0, 1, 'float32', 6), 30)), 'int32')
          const targets = { labels: labels as Tensor1D, weights: tf.ones([anchors]) as Tensor1D }
          const { value, grad } = tf.valueAndGrad((x: Tensor) => classLoss(x as Tensor3D, targets, loss, alpha))(x)
          return [value.dataSync(), tf.all(tf.isFinite(grad)).dataSync()]
        })
        expect(Number.isFinite(sums[0])).toBe(true)
        expect(finite[0]).toBe(1)
      }
    },
    60_000,
  )
})

it('leaves out anchors of weight zero, and keeps background when nothing is positive', async () => {
  await useBackend('cpu')
  const { loss, alpha } = elementwiseLoss(trainingConfig.parse({}).loss)
  const x = tf.tensor3d([0, 0, 0, 0], [1, 2, 2])
  const labels = tf.tensor1d([-1, -1], 'int32')
  const full = classLoss(x, { labels, weights: tf.tensor1d([1, 1]) }, loss, alpha).dataSync()[0] ?? 0
  const half = classLoss(x, { labels, weights: tf.tensor1d([1, 0]) }, loss, alpha).dataSync()[0] ?? 0
  expect(full).toBeCloseTo(4 * 0.75 * 0.25 * Math.LN2, 6)
  expect(half).toBeCloseTo(full / 2, 6)
})

it('refuses FL* without a gamma', () => {
  expect(() => focalStar(0, 1)).toThrow('not defined')
})
