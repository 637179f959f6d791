/**
 * ResNet (He et al. 2016) and ResNeXt (Xie et al. 2017): a 7x7 stem and four stages of residual blocks. Layers are
 * named as torchvision names its convolutions.
 */
import * as tf from '@tensorflow/tfjs'
import type { Tensor4D } from '@tensorflow/tfjs'
import { addRelu } from '../../compute/nativeOps/activation.ts'
import type { RetinaNetConfig } from '../../training/config.ts'
import { applyLayer, type ConvolutionLayer } from '../convolutionLayer.ts'
import type { StatisticsRecorder } from '../normalisation.ts'
import type { Weights } from '../parameters.ts'
import type { FeatureName } from '../stages.ts'
import type { Backbone, Stage } from './backbone.ts'
import { batchNormalisation } from './batchNormalisation.ts'
import { fanOutLayers } from './fanOut.ts'
import { maximumPool } from './maximumPool.ts'
import { preparation } from './pixels.ts'

export interface ResNetShape {
  /** Blocks of the stages C2 to C5. */
  blocks: readonly [number, number, number, number]
  /** `basic`: two 3x3; `bottleneck`: 1x1, 3x3, 1x1 to four times the channels. */
  block: 'basic' | 'bottleneck'
  /** Groups of the bottleneck's 3x3, and channels of a group in C2; 1 and 64 for ResNet. */
  groups?: number
  groupWidth?: number
}

/** Convolutions in a row, added to the input or to its projection; ReLU on the sum. */
interface Block {
  path: ConvolutionLayer[]
  projection: ConvolutionLayer | null
}

const featureNames: readonly FeatureName[] = ['c2', 'c3', 'c4', 'c5']

export function makeResNet(shape: ResNetShape, config: RetinaNetConfig): Backbone {
  const expansion = shape.block === 'basic' ? 1 : 4
  const groups = shape.groups ?? 1

  const convolve = fanOutLayers(batchNormalisation(config.batchNormalisation))

  const makeBlock = (stage: FeatureName, name: string, from: number, planes: number, stride: number): Block => {
    const to = planes * expansion
    const relu = { activation: 'relu' } as const
    const projection =
      stride === 1 && from === to ? null : convolve(stage, `${name}.downsample.0`, 1, from, to, { stride })
    if (shape.block === 'basic') {
      const first = convolve(stage, `${name}.conv1`, 3, from, planes, { stride, ...relu })
      return { path: [first, convolve(stage, `${name}.conv2`, 3, planes, planes, lastOfPath(config))], projection }
    }
    const width = Math.floor((planes * (shape.groupWidth ?? 64)) / 64) * groups
    const early = config.resnetStride === '1x1'
    return {
      path: [
        convolve(stage, `${name}.conv1`, 1, from, width, { stride: early ? stride : 1, ...relu }),
        convolve(stage, `${name}.conv2`, 3, width, width, { stride: early ? 1 : stride, groups, ...relu }),
        convolve(stage, `${name}.conv3`, 1, width, to, lastOfPath(config)),
      ],
      projection,
    }
  }

  const makeStage = (index: number): Stage => {
    const name = featureNames[index] as FeatureName
    const planes = 64 * 2 ** index
    const inputs = index === 0 ? 64 : (planes / 2) * expansion
    const blocks = Array.from({ length: shape.blocks[index] as number }, (_, block) =>
      block === 0
        ? makeBlock(name, `layer${index + 1}.0`, inputs, planes, index === 0 ? 1 : 2)
        : makeBlock(name, `layer${index + 1}.${block}`, planes * expansion, planes, 1),
    )
    return {
      layers: blocks.flatMap(({ path, projection }) => (projection ? [...path, projection] : path)),
      stride: 4 * 2 ** index,
      channels: planes * expansion,
      apply: (weights, x, record) => blocks.reduce((map, block) => applyBlock(weights, block, map, record), x),
    }
  }

  const first = convolve('stem', 'conv1', 7, 3, 64, { stride: 2, activation: 'relu' })
  const stem: Stage = {
    layers: [first],
    stride: 4,
    channels: 64,
    apply: (weights, image, record) => maximumPool(applyLayer(weights, first, image, record)),
  }
  return {
    stages: { stem, c2: makeStage(0), c3: makeStage(1), c4: makeStage(2), c5: makeStage(3) },
    featureScales: { c2: 1, c3: 1, c4: 1, c5: 1 },
    normalise: preparation(config.pixels),
  }
}

/**
 * Without a normalisation that learns, sums of many fresh blocks would grow without bound: there a block starts as
 * the identity (He et al. 2019, "Bag of tricks"), which trained weights replace.
 */
function lastOfPath({ batchNormalisation }: RetinaNetConfig): Partial<ConvolutionLayer> {
  return batchNormalisation === 'trained' ? {} : { initial: { kind: 'constant', value: 0 } }
}

function applyBlock(
  weights: Weights,
  { path, projection }: Block,
  input: Tensor4D,
  record?: StatisticsRecorder,
): Tensor4D {
  return tf.tidy(() => {
    const sum = path.reduce((x, plan) => applyLayer(weights, plan, x, record), input)
    const shortcut = projection ? applyLayer(weights, projection, input, record) : input
    return addRelu(sum, shortcut)
  })
}
