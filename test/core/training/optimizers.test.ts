/** Ten updates against PyTorch's optimizers. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor1D } from '@tensorflow/tfjs'
import { beforeAll, expect, it } from 'vitest'
import { adamW, momentum } from '../../../core/training/optimizers.ts'
import { golden } from '../model/golden.ts'

beforeAll(async () => {
  await tf.setBackend('cpu')
})

it.each([
  ['adamw', adamW(0.1)],
  ['sgd', momentum(0.9, 0.1)],
] as const)('%s', (name, optimizer) => {
  let weights = tf.tensor1d([0.5, -0.3, 0, 1.2, -2])
  let slots: Tensor1D[] = Array.from({ length: optimizer.slots }, () => tf.zeros([5]))
  for (let step = 1; step <= 10; step++) {
    const wave = tf.tensor1d([0, 1, 2, 3, 4].map((index) => 0.3 * Math.sin(step + index)))
    const gradient = tf.add(wave, tf.mul(weights, 0.1)) as Tensor1D
    const updated = optimizer.update({ weights, gradient, slots, learningRate: 0.01, step })
    weights = updated.weights
    slots = updated.slots
  }
  for (const [index, value] of weights.dataSync().entries()) {
    expect(value).toBeCloseTo(golden.optimizers[name][index] ?? Number.NaN, 6)
  }
})
