/** Gradients that free what they have used, against TF.js's own. */
import * as tf from '@tensorflow/tfjs'
import type { Scalar, Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs'
import { beforeAll, expect, it } from 'vitest'
import { convolution } from '../../../core/compute/nativeOps/convolution.ts'
import { symmetric } from '../../../core/compute/nativeOps/padding.ts'
import { gradientsIn } from '../../../core/training/backward.ts'
import { startTestBackend } from './fixture.ts'

beforeAll(startTestBackend)

const relu = { kind: 'dense', stride: 1, padding: symmetric(3), activation: 'relu' } as const

/** The identity; tells how many bytes there are when its gradient is asked for. */
function watched(x: Tensor, tell: (bytes: number) => void): Tensor {
  const operation = tf.customGrad((value) => ({
    value: tf.clone(value as Tensor),
    gradFunc: (dy: Tensor) => {
      tell(tf.memory().numBytes)
      return dy
    },
  }))
  return operation(x)
}

/** Fifteen convolutions, each with a way around it; the second input is used by all. */
function deep(x: Tensor, filter: Tensor, bias: Tensor): Scalar {
  let map = x as Tensor4D
  for (let index = 0; index < 15; index++) {
    map = tf.add(map, convolution(map, filter as Tensor4D, bias as Tensor1D, relu)) as Tensor4D
  }
  const [left, right] = tf.split(map, 2, 3) as [Tensor, Tensor]
  return tf.mean(tf.mul(left, tf.stack([right, right]).sum(0)))
}

const inputs = () => [tf.randomNormal([1, 16, 16, 8], 0, 1, 'float32', 1), filter(), tf.tensor1d(Array(8).fill(0.1))]
const filter = () => tf.randomNormal([3, 3, 8, 8], 0, 0.05, 'float32', 2)

it('gives the same gradients, and zeros where nothing depends on an input', () => {
  const xs = [...inputs(), tf.tensor1d([1, 2])]
  const [x, w, b] = xs as [Tensor, Tensor, Tensor]
  const expected = tf.grads((...given: Tensor[]) => deep(given[0]!, given[1]!, given[2]!))([x, w, b])
  const found = gradientsIn(xs, () => deep(x, w, b))
  for (const [index, gradient] of expected.entries()) {
    const [own, other] = [found[index]!.dataSync(), gradient.dataSync()]
    for (const [at, value] of other.entries()) expect(own[at]).toBeCloseTo(value, 5)
  }
  expect([...found[3]!.dataSync()]).toEqual([0, 0])
  tf.dispose([xs, expected, found])
})

it('leaves no tensor, also when it fails forward or backward', () => {
  const xs = inputs()
  const [x, w, b] = xs as [Tensor, Tensor, Tensor]
  const before = tf.memory().numTensors
  tf.dispose(gradientsIn(xs, () => deep(x, w, b)))
  expect(tf.memory().numTensors).toBe(before)
  const failForward = () => {
    deep(x, w, b)
    throw new Error('forward')
  }
  expect(() => gradientsIn(xs, failForward)).toThrow('forward')
  const failBackward = () => {
    throw new Error('backward')
  }
  expect(() => gradientsIn(xs, () => deep(watched(x, failBackward), w, b))).toThrow('backward')
  expect(tf.memory().numTensors).toBe(before)
  tf.dispose(xs)
})

it('holds little at the end of the way back, where TF.js holds everything', () => {
  const xs = inputs()
  const [x, w, b] = xs as [Tensor, Tensor, Tensor]
  const seen: number[] = []
  const watch = (given: Tensor, w: Tensor, b: Tensor) =>
    deep(
      watched(given, (bytes) => seen.push(bytes)),
      w,
      b,
    )
  tf.dispose(gradientsIn(xs, () => watch(x, w, b)))
  tf.dispose(tf.grads((...given: Tensor[]) => watch(given[0]!, given[1]!, given[2]!))(xs))
  const [own, other] = seen as [number, number]
  expect(own).toBeLessThan(other / 4)
  tf.dispose(xs)
})
