/**
 * EfficientNet-Lite0: inverted residual blocks with ReLU6 and TensorFlow's 'same' padding, batch normalisation folded
 * into the convolutions. Trained on ImageNet.
 */
import * as tf from '@tensorflow/tfjs'
import type { Tensor4D } from '@tensorflow/tfjs'
import { applyLayer, layer, type ConvolutionLayer } from '../convolutionLayer.ts'
import type { NetworkPart, Weights } from '../parameters.ts'
import { readEfficientnet } from '../weights/efficientnet.ts'
import type { Backbone } from './backbone.ts'

/** expansion -> depthwise -> projection; added to its input where shape allows. */
interface Block {
  expand: ConvolutionLayer | null
  depthwise: ConvolutionLayer
  project: ConvolutionLayer
  residual: boolean
}

/** Groups of blocks: expansion factor, filter size, stride of the first, input and output channels, repeats. */
const groups = [
  [1, 3, 1, 32, 16, 1],
  [6, 3, 2, 16, 24, 2],
  [6, 5, 2, 24, 40, 2],
  [6, 3, 2, 40, 80, 3],
  [6, 5, 1, 80, 112, 3],
  [6, 5, 2, 112, 192, 4],
  [6, 3, 1, 192, 320, 1],
] as const

/** C3, C4 and C5 are what these blocks give. */
const taps = { c3: 4, c4: 10, c5: 15 }

function makeBlock(index: number, expansion: number, size: number, stride: number, from: number, to: number): Block {
  const part: NetworkPart = index <= taps.c3 ? 'lower' : 'upper'
  const width = from * expansion
  const name = `block${index}`
  const shared = { part, padding: 'same' } as const
  const activation = 'relu6'
  return {
    expand:
      expansion === 1
        ? null
        : layer({ ...shared, name: `${name}.expand`, size: 1, from, to: width, activation, padding: 'valid' }),
    depthwise: layer({
      ...shared,
      name: `${name}.depthwise`,
      kind: 'depthwise',
      size,
      from: width,
      to: width,
      stride,
      activation,
    }),
    project: layer({ ...shared, name: `${name}.project`, size: 1, from: width, to, padding: 'valid' }),
    residual: stride === 1 && from === to,
  }
}

const stem = layer({
  name: 'stem',
  size: 3,
  from: 3,
  to: 32,
  stride: 2,
  padding: 'same',
  activation: 'relu6',
  part: 'lower',
})

type Shape = readonly [expansion: number, size: number, stride: number, from: number, to: number]
const shapes: Shape[] = groups.flatMap(([expansion, size, stride, from, to, repeats]) =>
  Array.from(
    { length: repeats },
    (_, repeat) => (repeat === 0 ? [expansion, size, stride, from, to] : [expansion, size, 1, to, to]) as Shape,
  ),
)
const blocks = shapes.map((shape, index) => makeBlock(index, ...shape))

function applyBlocks(weights: Weights, input: Tensor4D, first: number, last: number): Tensor4D {
  return blocks.slice(first, last + 1).reduce((x, { expand, depthwise, project, residual }) => {
    const expanded = expand ? applyLayer(weights, expand, x) : x
    const y = applyLayer(weights, project, applyLayer(weights, depthwise, expanded))
    return residual ? (tf.add(x, y) as Tensor4D) : y
  }, input)
}

const layers = [
  stem,
  ...blocks.flatMap(({ expand, depthwise, project }) => [...(expand ? [expand] : []), depthwise, project]),
]

export const efficientnetLite0: Backbone = {
  channels: { c3: 40, c4: 112, c5: 320 },
  featureScales: { c3: 1, c4: 1, c5: 1 },
  layers,
  weightsName: 'efficientnet-lite0',

  normalise: (pixels) => tf.div(tf.sub(pixels, 127), 128),

  lower: (weights, image) => applyBlocks(weights, applyLayer(weights, stem, image), 0, taps.c3),

  upper(weights, c3) {
    const c4 = applyBlocks(weights, c3, taps.c3 + 1, taps.c4)
    return { c3, c4, c5: applyBlocks(weights, c4, taps.c4 + 1, taps.c5) }
  },

  readWeights: (folder) => readEfficientnet(folder, layers),
}
