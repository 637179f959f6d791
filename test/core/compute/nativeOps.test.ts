/** Native operations against TF.js's compositions: values and gradients. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs'
import { describe, expect, it } from 'vitest'
import { startBackend } from '../../../core/compute/backends.ts'
import { findNativeBinding } from '../../../core/compute/nativeLocation.ts'
import { addRelu, nativeActivation } from '../../../core/compute/nativeOps/activation.ts'
import type { Native } from '../../../core/compute/nativeOps/attributes.ts'
import { convolution, type ConvolutionOptions } from '../../../core/compute/nativeOps/convolution.ts'
import { fusedConvolution, fuses } from '../../../core/compute/nativeOps/fusedConvolution.ts'
import { standardise } from '../../../core/compute/nativeOps/perChannel.ts'
import { symmetric } from '../../../core/compute/nativeOps/padding.ts'
import { downsampleBilinear, upsampleBilinear, upsampleNearest } from '../../../core/compute/nativeOps/resize.ts'
import { nativeBackend } from '../../../core/compute/tensorflow.ts'

const wave = (shape: number[], salt: number) => {
  const count = shape.reduce((product, side) => product * side, 1)
  return tf.tensor(
    Float32Array.from({ length: count }, (_, index) => Math.sin(1.7 * index + salt)),
    shape,
  )
}

/** Value and gradients under a loss that weighs every output differently, as plain numbers. */
function measure(f: (inputs: Tensor[]) => Tensor, shapes: number[][]): number[][] {
  return tf.tidy(() => {
    const inputs = shapes.map((shape, index) => wave(shape, index))
    const { value, grads } = tf.valueAndGrads((...given: Tensor[]) => {
      const output = f(given)
      return tf.sum(tf.mul(output, wave(output.shape, 9)))
    })(inputs)
    return [value, ...grads].map((tensor) => [...tensor.dataSync()])
  })
}

async function compare(f: (inputs: Tensor[]) => Tensor, shapes: number[][]): Promise<void> {
  await startBackend('cpu')
  const expected = measure(f, shapes)
  await startBackend('tensorflow')
  const found = measure(f, shapes)
  for (const [part, values] of expected.entries()) {
    for (const [index, value] of values.entries()) expect(found[part]?.[index]).toBeCloseTo(value, 3)
  }
}

describe.skipIf(!findNativeBinding())('native operations (needs native TensorFlow)', () => {
  const options: ConvolutionOptions = { kind: 'dense', stride: 1, padding: symmetric(3), activation: 'none' }
  const cases: Array<[title: string, options: ConvolutionOptions, size: number, groups?: number, sides?: number[]]> = [
    ['plain', options, 3],
    ['leaky relu', { ...options, activation: 'leaky-relu' }, 3],
    ['relu', { ...options, activation: 'relu' }, 3],
    ['relu6', { ...options, activation: 'relu6' }, 3],
    ['stride 2', { ...options, stride: 2 }, 3],
    ['stride 2 on odd sides', { ...options, stride: 2 }, 3, 1, [7, 5]],
    ['stride 2 on a map smaller than the filter', { ...options, stride: 2, padding: symmetric(7) }, 7, 1, [3, 4]],
    ['stride 3, whose last columns no filter reaches', { ...options, stride: 3 }, 3, 1, [6, 9]],
    ['1x1', { ...options, padding: symmetric(1) }, 1],
    ["TensorFlow's same at stride 2", { ...options, stride: 2, padding: 'same' }, 3],
    ['in groups', options, 3, 2],
    ['in groups, stride 2', { ...options, stride: 2, activation: 'relu' }, 3, 2],
    ["in groups, TensorFlow's same at stride 2", { ...options, stride: 2, padding: 'same' }, 3, 2],
    ['depthwise', { ...options, kind: 'depthwise', activation: 'relu6', padding: 'same', stride: 2 }, 5],
  ]
  it.each(cases)('convolution: %s', async (_, given, size, groups = 1, sides = [6, 8]) => {
    const filter = given.kind === 'dense' ? [size, size, 3, 4] : [size, size, 3, 1]
    const shapes = [[2, ...sides, 3 * groups], filter, [given.kind === 'dense' ? 4 : 3]]
    await compare(([x, w, b]) => convolution(x as Tensor4D, w as Tensor4D, b as Tensor1D, given), shapes)
  })

  // Of oneDNN, and of a binding that set-up compiled: elsewhere three operations do the same.
  it.skipIf(process.arch !== 'x64' || !findNativeBinding()?.origin.startsWith('compiled'))(
    'convolution, bias and activation are one operation',
    async () => {
      await startBackend('tensorflow')
      const native = nativeBackend() as Native
      expect(fuses(native)).toBe(true)
      for (const activation of ['none', 'relu', 'relu6', 'leaky-relu'] as const) {
        for (const stride of [1, 2]) {
          const given = { ...options, stride, activation }
          const [x, filter, bias] = [wave([2, 6, 8, 3], 1), wave([3, 3, 3, 4], 2), wave([4], 3)] as const
          const whole = fusedConvolution(native, { x, filter, bias }, given)
          const sum = convolution(x as Tensor4D, filter as Tensor4D, null, { ...given, activation: 'none' })
          const parts = nativeActivation(native, tf.add(sum, bias), activation)
          expect([...whole.dataSync()]).toEqual([...parts.dataSync()].map((value) => expect.closeTo(value, 5)))
        }
      }
    },
  )

  it.each([
    ['nearest doubling', upsampleNearest],
    ['bilinear doubling', upsampleBilinear],
    ['bilinear halving', downsampleBilinear],
  ] as const)('%s', async (_, resize) => {
    await compare(([x]) => resize(x as Tensor4D), [[2, 4, 6, 3]])
  })

  it('adds and cuts off', async () => {
    const shape = [2, 4, 6, 3]
    await compare(([x, y]) => addRelu(x as Tensor4D, y as Tensor4D), [shape, shape])
    const around = ([x]: Tensor[]) => addRelu(x as Tensor4D, tf.relu(x as Tensor4D))
    await compare(around, [shape])
  })

  it('standardises pixels by channel', async () => {
    await compare(([x]) => standardise(x as Tensor4D, [3, -2, 5], [2, 4, 0.5]), [[2, 4, 6, 3]])
    await compare(([x]) => standardise(x as Tensor4D, [3, -2, 5]), [[2, 4, 6, 3]])
  })
})
