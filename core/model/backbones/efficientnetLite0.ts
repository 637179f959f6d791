/**
 * EfficientNet-Lite0: inverted residual blocks with ReLU6 and TensorFlow's 'same' padding, batch normalisation folded
 * into the convolutions. Trained on ImageNet.
 */
import * as tf from '@tensorflow/tfjs'
import type { Tensor4D } from '@tensorflow/tfjs'
import { applyLayer, layer, type ConvolutionLayer } from '../convolutionLayer.ts'
import type { Weights } from '../parameters.ts'
import type { BackboneStage } from '../stages.ts'
import { readEfficientnet } from '../weights/efficientnet.ts'
import { backboneLayers, type Backbone, type Stage } from './backbone.ts'

/** expansion -> depthwise -> projection; added to its input where shape allows. */
interface Block {
  expand: ConvolutionLayer | null
  depthwise: ConvolutionLayer
  project: ConvolutionLayer
  residual: boolean
}

/** Groups of blocks: stage, expansion factor, filter size, stride of the first, input and output channels, repeats. */
const groups = [
  ['stem', 1, 3, 1, 32, 16, 1],
  ['c2', 6, 3, 2, 16, 24, 2],
  ['c3', 6, 5, 2, 24, 40, 2],
  ['c4', 6, 3, 2, 40, 80, 3],
  ['c4', 6, 5, 1, 80, 112, 3],
  ['c5', 6, 5, 2, 112, 192, 4],
  ['c5', 6, 3, 1, 192, 320, 1],
] as const

type Shape = readonly [stage: BackboneStage, expansion: number, size: number, stride: number, from: number, to: number]
const shapes: Shape[] = groups.flatMap(([stage, expansion, size, stride, from, to, repeats]) =>
  Array.from({ length: repeats }, (_, repeat): Shape =>
    repeat === 0 ? [stage, expansion, size, stride, from, to] : [stage, expansion, size, 1, to, to],
  ),
)
const blocks = shapes.map(makeBlock)

function makeBlock([stage, expansion, size, stride, from, to]: Shape, index: number): Block {
  const width = from * expansion
  const name = `block${index}`
  const shared = { stage, padding: 'same' } as const
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
  stage: 'stem',
})

function applyBlock(weights: Weights, { expand, depthwise, project, residual }: Block, x: Tensor4D): Tensor4D {
  const expanded = expand ? applyLayer(weights, expand, x) : x
  const y = applyLayer(weights, project, applyLayer(weights, depthwise, expanded))
  return residual ? (tf.add(x, y) as Tensor4D) : y
}

function makeStage(name: BackboneStage, stride: number): Stage {
  const own = blocks.filter(({ project }) => project.stage === name)
  const first = name === 'stem' ? [stem] : []
  return {
    layers: [
      ...first,
      ...own.flatMap(({ expand, depthwise, project }) => [...(expand ? [expand] : []), depthwise, project]),
    ],
    stride,
    channels: own.at(-1)?.project.to ?? 0,
    apply(weights, input) {
      const start = first.reduce((x, plan) => applyLayer(weights, plan, x), input)
      return own.reduce((x, block) => applyBlock(weights, block, x), start)
    },
  }
}

const stages: Backbone['stages'] = {
  stem: makeStage('stem', 2),
  c2: makeStage('c2', 4),
  c3: makeStage('c3', 8),
  c4: makeStage('c4', 16),
  c5: makeStage('c5', 32),
}

export const efficientnetLite0: Backbone = {
  stages,
  featureScales: { c2: 1, c3: 1, c4: 1, c5: 1 },
  weightsName: 'efficientnet-lite0',
  normalise: (pixels) => tf.div(tf.sub(pixels, 127), 128),
  readWeights: (folder) => readEfficientnet(folder, backboneLayers({ stages })),
}
