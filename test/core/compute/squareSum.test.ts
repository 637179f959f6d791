import * as tf from '@tensorflow/tfjs'
import { expect, it } from 'vitest'
import { squareSum } from '../../../core/compute/nativeOps/squareSum.ts'
import { backends, useBackend } from '../training/losses/golden.ts'

it.each(backends)('adds up squares, and leaves no tensor, on %s', async (backend) => {
  await useBackend(backend)
  const x = tf.tensor1d(Float32Array.from({ length: 1000 }, (_, index) => Math.sin(index)))
  const before = tf.memory().numTensors
  const sum = squareSum(x)
  const expected = [...x.dataSync()].reduce((total, value) => total + value * value, 0)
  expect((sum.dataSync()[0] ?? 0) / expected).toBeCloseTo(1, 5)
  sum.dispose()
  expect(tf.memory().numTensors).toBe(before)
})
