/** The losses against PyTorch, value and gradient, at ordinary and at saturated logits. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor, Tensor3D } from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { trainingConfig } from '../../../core/training/config.ts'
import { boxLoss } from '../../../core/training/losses/boxLoss.ts'
import { classLoss } from '../../../core/training/losses/classLoss.ts'
import { elementwiseLoss } from '../../../core/training/losses/elementwise.ts'
import { golden } from '../model/golden.ts'

beforeAll(async () => {
  await tf.setBackend('cpu')
})

const { logits, cases } = golden.losses

describe('class losses', () => {
  it.each(cases)('$name gamma $gamma beta $beta alpha $alpha, label $label', (given) => {
    const settings = trainingConfig.parse({
      loss: { name: given.name, alpha: given.alpha ?? 0.25, gamma: given.gamma, beta: given.beta },
    }).loss
    const { loss, alpha } = elementwiseLoss(settings)
    const found = logits.map((logit) => {
      const x = tf.tensor3d([logit], [1, 1, 1])
      const targets = { labels: tf.tensor1d([given.label === 1 ? 0 : -1], 'int32'), weights: tf.tensor1d([1]) }
      const { value, grad } = tf.valueAndGrad((x: Tensor) => classLoss(x as Tensor3D, targets, loss, alpha))(x)
      return { value: value.dataSync()[0] ?? Number.NaN, gradient: grad.dataSync()[0] ?? Number.NaN }
    })
    for (const [index, { value, gradient }] of found.entries()) {
      const [expectedValue, expectedGradient] = [given.values[index] ?? 0, given.gradients[index] ?? 0]
      expect(Math.abs(value - expectedValue)).toBeLessThan(1e-5 * Math.max(1, Math.abs(expectedValue)))
      expect(Math.abs(gradient - expectedGradient)).toBeLessThan(1e-5 * Math.max(1, Math.abs(expectedGradient)))
    }
  })

  it('leaves out anchors of weight zero, and keeps background when nothing is positive', () => {
    const { loss, alpha } = elementwiseLoss(trainingConfig.parse({}).loss)
    const x = tf.tensor3d([0, 0, 0, 0], [1, 2, 2])
    const labels = tf.tensor1d([-1, -1], 'int32')
    const full = classLoss(x, { labels, weights: tf.tensor1d([1, 1]) }, loss, alpha).dataSync()[0] ?? 0
    const half = classLoss(x, { labels, weights: tf.tensor1d([1, 0]) }, loss, alpha).dataSync()[0] ?? 0
    expect(full).toBeCloseTo(4 * 0.75 * 0.25 * Math.LN2, 6)
    expect(half).toBeCloseTo(full / 2, 6)
  })
})

describe('box losses', () => {
  const { anchors, said, target, losses } = golden.boxLosses
  it.each(['l1', 'smooth-l1', 'giou'] as const)('%s', (kind) => {
    const targets = {
      rows: tf.tensor1d([1, 3, 4], 'int32'),
      deltas: tf.tensor2d(target, [3, 4]),
      anchors: tf.tensor2d(anchors, [3, 4]),
      weights: tf.ones([3, 1]) as tf.Tensor2D,
    }
    // The three boxes lie among two images of three anchors.
    const all = Array.from({ length: 24 }, () => 0)
    for (const [index, row] of [1, 3, 4].entries()) {
      for (let column = 0; column < 4; column++) all[row * 4 + column] = said[index * 4 + column] ?? 0
    }
    const x = tf.tensor3d(all, [2, 3, 4])
    const { value, grad } = tf.valueAndGrad((x: Tensor) => boxLoss(x as Tensor3D, targets, kind))(x)
    expect(value.dataSync()[0]).toBeCloseTo(losses[kind].value, 5)
    const gradient = grad.dataSync()
    for (const [index, row] of [1, 3, 4].entries()) {
      for (let column = 0; column < 4; column++) {
        expect(gradient[row * 4 + column]).toBeCloseTo(losses[kind].gradient[index * 4 + column] ?? 0, 5)
      }
    }
  })

  it('is zero, not NaN, without positives', () => {
    const targets = {
      rows: tf.tensor1d([], 'int32'),
      deltas: tf.tensor2d([], [0, 4]),
      anchors: tf.tensor2d([], [0, 4]),
      weights: tf.tensor2d([], [0, 1]),
    }
    const x = tf.ones([1, 2, 4]) as Tensor3D
    for (const kind of ['l1', 'smooth-l1', 'giou'] as const) {
      const { value, grad } = tf.valueAndGrad((x: Tensor) => boxLoss(x as Tensor3D, targets, kind))(x)
      expect(value.dataSync()[0]).toBe(0)
      expect([...grad.dataSync()]).toEqual(Array.from({ length: 8 }, () => 0))
    }
  })
})
