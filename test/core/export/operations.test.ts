/** Single operations, traced, exported and run, beside the same computed at once. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor, Tensor4D } from '@tensorflow/tfjs'
import * as ort from 'onnxruntime-web'
import { beforeAll, describe, expect, it } from 'vitest'
import { convolution } from '../../../core/compute/nativeOps/convolution.ts'
import { normaliseGroups } from '../../../core/compute/nativeOps/groupNormalisation.ts'
import { downsampleBilinear, upsampleBilinear, upsampleNearest } from '../../../core/compute/nativeOps/resize.ts'
import { OnnxGraphBuilder } from '../../../core/export/onnx/graphBuilder.ts'
import { lowerGraph as lowerToOnnx } from '../../../core/export/onnx/lower.ts'
import { encodeOnnx } from '../../../core/export/onnx/model.ts'
import { lowerGraph as lowerToTensorFlow } from '../../../core/export/tfjs/lower.ts'
import { anyBatch, openShape, type Graph } from '../../../core/export/trace/graph.ts'
import { trace } from '../../../core/export/trace/trace.ts'
import { startTestBackend } from '../training/fixture.ts'
import { largestDifference } from './models.ts'

const [images, height, width, channels] = [2, 6, 8, 4]
const wave = (count: number, step: number) => Float32Array.from({ length: count }, (_, index) => Math.sin(index * step))
const pixels = wave(images * height * width * channels, 0.7)
const perChannel = (step: number) => tf.tensor1d(wave(channels, step))
const filter = (from: number, to: number) => tf.tensor4d(wave(9 * from * to, 1.3), [3, 3, from, to])

const operations: Record<string, (x: Tensor4D) => Tensor> = {
  'group normalisation': (x) => normaliseGroups(x, perChannel(1.1), perChannel(0.3), 2, 1e-5),
  'batch normalisation': (x) => tf.batchNorm(x, perChannel(1.1), tf.exp(perChannel(0.4)), perChannel(2), perChannel(3)),
  'convolution in groups': (x) =>
    convolution(x, filter(2, 6), tf.tensor1d(wave(6, 1)), {
      kind: 'dense',
      stride: 2,
      padding: 'same',
      activation: 'relu6',
    }),
  'convolution in groups at stride 2, zeros around': (x) =>
    convolution(x, filter(2, 6), null, {
      kind: 'dense',
      stride: 2,
      padding: { zeros: 1, filterSize: 3 },
      activation: 'none',
    }),
  'depthwise convolution': (x) =>
    convolution(x, filter(4, 1), null, {
      kind: 'depthwise',
      stride: 1,
      padding: { zeros: 1, filterSize: 3 },
      activation: 'leaky-relu',
    }),
  'pooling with and without padding': (x) => tf.add(tf.maxPool(x, 3, 1, 'same'), tf.avgPool(x, 3, 1, 'same')),
  'pooling at stride 2 with padding': (x) => tf.maxPool(x, 3, 2, 'same'),
  'doubling and halving': (x) => downsampleBilinear(tf.add(upsampleNearest(x), upsampleBilinear(x)) as Tensor4D),
  'resizing to a size': (x) =>
    tf.concat([tf.image.resizeNearestNeighbor(x, [5, 11]), tf.image.resizeBilinear(x, [5, 11], false, true)], 3),
  'reverse, pad and slice': (x) =>
    tf.slice(
      tf.pad(
        tf.reverse(x, 3),
        [
          [0, 0],
          [1, 2],
          [0, 1],
          [0, 0],
        ],
        9,
      ),
      [0, 1, 2, 1],
      [-1, 5, 4, 2],
    ),
  'sums over places and channels': (x) => tf.mul(tf.sum(x, [1, 2], true), tf.max(tf.mean(x, 3, true), 1, true)),
  'rank 5 and back': (x) => tf.reshape(tf.transpose(tf.reshape(x, [-1, 6, 8, 2, 2]), [0, 1, 2, 4, 3]), [-1, 6, 8, 4]),
  'one by one': (x) => tf.div(tf.softplus(tf.clipByValue(x, -0.5, 0.5)), tf.sqrt(tf.add(tf.square(tf.tanh(x)), 1))),
}

beforeAll(startTestBackend)

async function inOnnx(graph: Graph): Promise<Float32Array> {
  const builder = new OnnxGraphBuilder()
  const layouts = lowerToOnnx(graph, builder)
  const [output] = graph.outputs
  const value = (name: string, shape: readonly number[]) => ({
    name,
    type: 'float32' as const,
    shape: shape.map((side) => (side === anyBatch ? 'images' : side)),
    about: '',
  })
  builder.node('Identity', [layouts.asTraced(output!.value)], {}, 'result')
  const chunks = encodeOnnx({
    name: 'test',
    about: '',
    producer: { name: 'test', version: '1' },
    opset: 17,
    nodes: builder.nodes,
    initializers: builder.initializers,
    inputs: [value('x', [anyBatch, height, width, channels])],
    outputs: [value('result', output!.value.shape)],
    metadata: {},
  })
  const session = await ort.InferenceSession.create(new Uint8Array(Buffer.concat(chunks)))
  const { result } = await session.run({ x: new ort.Tensor('float32', pixels, [images, height, width, channels]) })
  return result?.data as Float32Array
}

async function inTensorFlow(graph: Graph): Promise<Float32Array> {
  const { nodes, weights } = lowerToTensorFlow(graph)
  const bytes = weights.map(({ numbers }) => Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength))
  const model = await tf.loadGraphModel(
    tf.io.fromMemory({
      modelTopology: { node: JSON.parse(JSON.stringify(nodes)) as object, library: {}, versions: { producer: 1 } },
      weightSpecs: weights.map(({ name, shape, numbers }) => ({
        name,
        shape: [...shape],
        dtype: numbers instanceof Int32Array ? 'int32' : 'float32',
      })),
      weightData: new Uint8Array(Buffer.concat(bytes)).buffer,
    }),
  )
  const result = model.execute(tf.tensor4d(pixels, [images, height, width, channels]), 'result') as Tensor
  return (await result.data()) as Float32Array
}

describe.each(Object.entries(operations))('%s', (_, operation) => {
  const traced = () =>
    trace({ inputs: [{ name: 'x', shape: [anyBatch, height, width, channels] }], constants: [] }, ([x]) => ({
      result: operation(x as Tensor4D),
    }))
  const expected = () => operation(tf.tensor4d(pixels, [images, height, width, channels]))

  it('has its shape, for any number of images', () => {
    const { shape } = traced().outputs[0]!.value
    expect(openShape(shape)).toEqual([-1, ...expected().shape.slice(1)])
  })
  it('computes the same in ONNX', async () => {
    expect(largestDifference(await inOnnx(traced()), await expected().data())).toBeLessThan(1e-5)
  })
  it('computes the same in TensorFlow.js', async () => {
    expect(largestDifference(await inTensorFlow(traced()), await expected().data())).toBeLessThan(1e-5)
  })
})

it('refuses a padding that TensorFlow.js does not read', () => {
  const source = { inputs: [{ name: 'x', shape: [anyBatch, 6, 8, 4] }], constants: [] }
  const graph = trace(source, ([x]) => ({ result: tf.maxPool(x as Tensor4D, 3, 2, 1, 'floor') }))
  expect(() => lowerToTensorFlow(graph)).toThrow(/padding/)
})

it('refuses by name what it does not know', () => {
  const source = { inputs: [{ name: 'x', shape: [4] }], constants: [] }
  expect(() => trace(source, ([x]) => ({ result: tf.cumsum(x as Tensor) }))).toThrow(/Cumsum/)
  expect(tf.add(1, 2).dataSync()[0]).toBe(3)
})
