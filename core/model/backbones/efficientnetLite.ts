/**
 * EfficientNet-Lite 0 to 2 (Liu 2020, after Tan and Le 2019): inverted residual blocks with ReLU6 and TensorFlow's
 * 'same' padding.
 */
import * as tf from '@tensorflow/tfjs'
import type { Tensor4D } from '@tensorflow/tfjs'
import type { RetinaNetConfig } from '../../training/config.ts'
import { applyLayer, layer, type ConvolutionLayer } from '../convolutionLayer.ts'
import type { StatisticsRecorder } from '../normalisation.ts'
import type { Weights } from '../parameters.ts'
import type { BackboneStage } from '../stages.ts'
import { readEfficientnet } from '../weights/efficientnet.ts'
import { backboneLayers, type Backbone, type Stage } from './backbone.ts'
import { batchNormalisation } from './batchNormalisation.ts'
import { roundChannels } from './roundChannels.ts'

export interface EfficientNetShape {
  weightsName: string
  /** Factor on the channels, rounded to multiples of 8. */
  width: number
  /** Factor on the repeats of a group, rounded up; not of the first and last group. */
  depth: number
}

/** expansion -> depthwise -> projection; added to its input where shape allows. */
interface Block {
  expand: ConvolutionLayer | null
  depthwise: ConvolutionLayer
  project: ConvolutionLayer
  residual: boolean
}

/** Groups of blocks: stage, expansion factor, filter size, stride of the first, output channels, repeats. */
const groups = [
  ['stem', 1, 3, 1, 16, 1],
  ['c2', 6, 3, 2, 24, 2],
  ['c3', 6, 5, 2, 40, 2],
  ['c4', 6, 3, 2, 80, 3],
  ['c4', 6, 5, 1, 112, 3],
  ['c5', 6, 5, 2, 192, 4],
  ['c5', 6, 3, 1, 320, 1],
] as const

const stemChannels = 32

interface BlockShape {
  stage: BackboneStage
  expansion: number
  size: number
  stride: number
  from: number
  to: number
}

function blockShapes({ width, depth }: EfficientNetShape): BlockShape[] {
  let from = stemChannels
  return groups.flatMap(([stage, expansion, size, stride, channels, repeats], group) => {
    const to = roundChannels(channels * width)
    const whole = group === 0 || group === groups.length - 1 ? repeats : Math.ceil(repeats * depth)
    return Array.from({ length: whole }, (_, repeat) => {
      const shape = { stage, expansion, size, stride: repeat === 0 ? stride : 1, from, to }
      from = to
      return shape
    })
  })
}

export function makeEfficientNetLite(shape: EfficientNetShape, config: RetinaNetConfig): Backbone {
  // TensorFlow's momentum of .99 is a share of .01 for the batch.
  const normalisation = batchNormalisation(config.batchNormalisation, 1e-3, 0.01)
  const activation = 'relu6'
  const padding = 'same'

  const makeBlock = ({ stage, expansion, size, stride, from, to }: BlockShape, index: number): Block => {
    const width = from * expansion
    const name = `block${index}`
    const pointwise = (role: string, from: number, to: number, more: Partial<ConvolutionLayer> = {}) =>
      layer({ name: `${name}.${role}`, stage, size: 1, from, to, normalisation, ...more })
    return {
      expand: expansion === 1 ? null : pointwise('expand', from, width, { activation }),
      depthwise: pointwise('depthwise', width, width, { kind: 'depthwise', size, stride, padding, activation }),
      project: pointwise('project', width, to),
      residual: stride === 1 && from === to,
    }
  }

  const stem = layer({
    name: 'stem',
    stage: 'stem',
    size: 3,
    from: 3,
    to: stemChannels,
    stride: 2,
    padding,
    activation,
    normalisation,
  })
  const blocks = blockShapes(shape).map(makeBlock)

  const makeStage = (name: BackboneStage, stride: number): Stage => {
    const own = blocks.filter(({ project }) => project.stage === name)
    const first = name === 'stem' ? [stem] : []
    return {
      layers: [...first, ...own.flatMap(blockLayers)],
      stride,
      channels: own.at(-1)?.project.to ?? 0,
      apply(weights, input, record) {
        const start = first.reduce((x, plan) => applyLayer(weights, plan, x, record), input)
        return own.reduce((x, block) => applyBlock(weights, block, x, record), start)
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
  const { weightsName } = shape
  return {
    stages,
    featureScales: { c2: 1, c3: 1, c4: 1, c5: 1 },
    normalise: (pixels) => tf.div(tf.sub(pixels, 127), 128),
    published: {
      name: weightsName,
      read: (folder) => readEfficientnet(folder, weightsName, backboneLayers({ stages })),
    },
  }
}

function blockLayers({ expand, depthwise, project }: Block): ConvolutionLayer[] {
  return expand ? [expand, depthwise, project] : [depthwise, project]
}

function applyBlock(weights: Weights, block: Block, x: Tensor4D, record?: StatisticsRecorder): Tensor4D {
  const y = blockLayers(block).reduce((map, plan) => applyLayer(weights, plan, map, record), x)
  return block.residual ? (tf.add(x, y) as Tensor4D) : y
}
