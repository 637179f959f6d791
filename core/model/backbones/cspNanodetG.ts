/**
 * The CSP network of NanoDet-g: 25 convolutions with folded batch normalisation and LeakyReLU(.1), and the three 1x1
 * laterals of its path aggregation network. Trained on COCO detection.
 */
import * as tf from '@tensorflow/tfjs'
import type { Tensor4D } from '@tensorflow/tfjs'
import { standardise } from '../../compute/nativeOps/perChannel.ts'
import { downsampleBilinear, upsampleBilinear } from '../../compute/nativeOps/resize.ts'
import { applyLayer, layer, type ConvolutionLayer } from '../convolutionLayer.ts'
import type { Weights } from '../parameters.ts'
import type { FeatureName } from '../stages.ts'
import { maximumPool } from './maximumPool.ts'
import { readNanodet } from '../weights/nanodet.ts'
import { backboneLayers, feature, type Backbone, type Features, type PyramidFeatures, type Stage } from './backbone.ts'

/** Channel means and deviations of the training, in the order blue, green, red. */
const mean = [103.53, 116.28, 123.675]
const deviation = [57.375, 57.12, 58.395]

/** Factors that bring the laterals' outputs to about unit deviation (measured on photographs). */
const lateralScales = [11, 6, 4.8] as const

const lateralChannels = 128

/** A cross-stage partial stage: `entry`, then blocks and `exit` beside it; both are concatenated: c -> 2c channels. */
interface CspStage {
  entry: ConvolutionLayer
  blocks: Array<{ first: ConvolutionLayer; second: ConvolutionLayer }>
  exit: ConvolutionLayer
}

/** Stage `name`, published as stage `index`, with `channels` channels in each of its two halves. */
function csp(
  stage: FeatureName,
  index: number,
  from: number,
  channels: number,
  blocks: number,
  stride: number,
): CspStage {
  const name = `stage${index}`
  const dense = (suffix: string, from: number, to: number, stride = 1) =>
    layer({ name: `${name}.${suffix}`, size: 3, from, to, stride, activation: 'leaky-relu', stage })
  return {
    entry: dense('entry', from, channels, stride),
    blocks: Array.from({ length: blocks }, (_, index) => ({
      first: dense(`block${index + 1}.first`, channels, channels / 2),
      second: dense(`block${index + 1}.second`, channels / 2, channels / 2),
    })),
    exit: dense('exit', channels, channels),
  }
}

const stem = layer({ name: 'stem', size: 3, from: 3, to: 32, stride: 2, activation: 'leaky-relu', stage: 'stem' })
const lateralLayers = [128, 256, 512].map((from, index) =>
  layer({ name: `lateral${index + 3}`, size: 1, from, to: lateralChannels, stage: 'laterals' }),
)

/** Layers in forward order, which is also the order of the published weights. */
function stageLayers({ entry, blocks, exit }: CspStage): ConvolutionLayer[] {
  return [entry, ...blocks.flatMap(({ first, second }) => [first, second]), exit]
}

function applyStage(weights: Weights, { entry, blocks, exit }: CspStage, input: Tensor4D): Tensor4D {
  const x = applyLayer(weights, entry, input)
  let y = x
  for (const { first, second } of blocks) {
    const half = applyLayer(weights, first, y)
    y = tf.concat([applyLayer(weights, second, half), half], 3)
  }
  return tf.concat([applyLayer(weights, exit, y), x], 3)
}

function stageOf(plan: CspStage, stride: number): Stage {
  return {
    layers: stageLayers(plan),
    stride,
    channels: 2 * plan.exit.to,
    apply: (weights, x) => applyStage(weights, plan, x),
  }
}

const stages: Backbone['stages'] = {
  stem: {
    layers: [stem],
    stride: 4,
    channels: stem.to,
    apply: (weights, image) => maximumPool(applyLayer(weights, stem, image)),
  },
  c2: stageOf(csp('c2', 1, 32, 32, 1, 1), 4),
  c3: stageOf(csp('c3', 2, 64, 64, 2, 2), 8),
  c4: stageOf(csp('c4', 3, 128, 128, 2, 2), 16),
  c5: stageOf(csp('c5', 4, 256, 256, 3, 2), 32),
}

export const cspNanodetG: Backbone = {
  stages,
  // C2 was not measured: it is scaled as C3.
  featureScales: { c2: 7.5, c3: 7.5, c4: 9.5, c5: 11 },

  normalise(pixels) {
    const blueFirst = tf.reverse4d(pixels, 3)
    return standardise(blueFirst, mean, deviation)
  },

  laterals: {
    layers: lateralLayers,
    channels: lateralChannels,
    apply: applyLaterals,
  },

  published: {
    name: 'nanodet-g',
    read: (folder) => readNanodet(folder, [...backboneLayers({ stages }), ...lateralLayers]),
  },
}

/** NanoDet's path aggregation: top-down, then bottom-up, all bilinear; the sums are scaled to about unit deviation. */
function applyLaterals(weights: Weights, features: Features): PyramidFeatures {
  const [l3, l4, l5] = (['c3', 'c4', 'c5'] as const).map((name, index) =>
    applyLayer(weights, lateralLayers[index] as ConvolutionLayer, feature(features, name)),
  ) as PyramidFeatures
  const t4 = tf.add(l4, upsampleBilinear(l5)) as Tensor4D
  const p3 = tf.add(l3, upsampleBilinear(t4)) as Tensor4D
  const p4 = tf.add(t4, downsampleBilinear(p3)) as Tensor4D
  const p5 = tf.add(l5, downsampleBilinear(p4)) as Tensor4D
  return [tf.mul(p3, lateralScales[0]), tf.mul(p4, lateralScales[1]), tf.mul(p5, lateralScales[2])]
}
