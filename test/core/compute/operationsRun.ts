/**
 * Values and gradients of the networks' building blocks on one backend, in a process of its own:
 * node build/node24.mjs test/core/compute/operationsRun.ts BACKEND. Prints one line of JSON: numbers by name.
 */
import * as tf from '@tensorflow/tfjs'
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs'
import { startBackend, type BackendChoice } from '../../../core/compute/backends.ts'
import { activate, hardSigmoid, hardSwish } from '../../../core/compute/nativeOps/activation.ts'
import { normaliseBatch } from '../../../core/compute/nativeOps/batchNormalisation.ts'
import { convolution, type ConvolutionOptions } from '../../../core/compute/nativeOps/convolution.ts'
import { normaliseGroups } from '../../../core/compute/nativeOps/groupNormalisation.ts'
import { symmetric } from '../../../core/compute/nativeOps/padding.ts'
import { downsampleBilinear, upsampleBilinear, upsampleNearest } from '../../../core/compute/nativeOps/resize.ts'
import { maximumPool } from '../../../core/model/backbones/maximumPool.ts'

type Operation = [work: (inputs: Tensor[]) => Tensor, ...shapes: number[][]]

const map = [2, 6, 8, 12]
const plain: ConvolutionOptions = { kind: 'dense', stride: 1, padding: symmetric(3), activation: 'none' }
const convolve =
  (options: ConvolutionOptions) =>
  ([x, filter, bias]: Tensor[]) =>
    convolution(x as Tensor4D, filter as Tensor4D, bias as Tensor1D, options)
const onMap = (work: (x: Tensor4D) => Tensor): Operation => [([x]) => work(x as Tensor4D), map]

const operations: Record<string, Operation> = {
  convolution: [convolve(plain), map, [3, 3, 12, 8], [8]],
  'convolution of stride 2, leaky ReLU': [
    convolve({ ...plain, stride: 2, activation: 'leaky-relu' }),
    map,
    [3, 3, 12, 8],
    [8],
  ],
  'convolution in 4 groups, ReLU': [convolve({ ...plain, activation: 'relu' }), map, [3, 3, 3, 8], [8]],
  'convolution in 12 groups': [convolve(plain), map, [3, 3, 1, 24], [24]],
  'depthwise convolution, ReLU6': [
    convolve({ kind: 'depthwise', stride: 2, padding: 'same', activation: 'relu6' }),
    map,
    [5, 5, 12, 1],
    [12],
  ],
  'hard swish': onMap(hardSwish),
  'hard sigmoid': onMap(hardSigmoid),
  'ReLU alone': onMap((x) => activate(x, 'relu')),
  'group normalisation': [
    ([x, scale, shift]) => normaliseGroups(x as Tensor4D, scale as Tensor1D, shift as Tensor1D, 4, 1e-5),
    map,
    [12],
    [12],
  ],
  'batch normalisation': [
    ([x, scale, shift]) => normaliseBatch(x as Tensor4D, scale as Tensor1D, shift as Tensor1D, 1e-5).output,
    map,
    [12],
    [12],
  ],
  'maximum pooling': onMap(maximumPool),
  'mean of a map': onMap((x) => tf.mean(x, [1, 2], true)),
  'nearest doubling': onMap(upsampleNearest),
  'bilinear doubling': onMap(upsampleBilinear),
  'bilinear halving': onMap(downsampleBilinear),
}

/** Numbers without a pattern that ties would come from. */
function wave(shape: number[], salt: number): Tensor {
  const count = shape.reduce((product, side) => product * side, 1)
  const values = Float32Array.from({ length: count }, (_, index) => 2 * Math.sin(1.7 * index * index + salt))
  return tf.tensor(values, shape)
}

/** The value, then the gradient at each input, under a loss that weighs every output differently. */
async function measure([work, ...shapes]: Operation): Promise<number[]> {
  const tensors = tf.tidy(() => {
    const inputs = shapes.map((shape, index) => wave(shape, index))
    const { value, grads } = tf.valueAndGrads((...given: Tensor[]) => {
      const output = work(given)
      return tf.sum(tf.mul(output, wave(output.shape, 9)))
    })(inputs)
    return [value, ...grads]
  })
  const numbers = await Promise.all(tensors.map(async (tensor) => [...(await tensor.data())]))
  tf.dispose(tensors)
  return numbers.flat()
}

await startBackend(process.argv[2] as BackendChoice)
const found: Record<string, number[]> = {}
for (const [name, operation] of Object.entries(operations)) found[name] = await measure(operation)
process.stdout.write(`${JSON.stringify(found)}\n`, () => process.exit(0))
