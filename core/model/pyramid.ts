/** The feature pyramid (FPN, Lin et al. 2017): features of the backbone in, levels of one width out. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor4D } from '@tensorflow/tfjs'
import { upsampleNearest } from '../compute/nativeOps/resize.ts'
import type { RetinaNetConfig } from '../training/config.ts'
import { feature, type Backbone, type Features } from './backbones/backbone.ts'
import { applyLayer, layer, type ConvolutionLayer } from './convolutionLayer.ts'
import type { Weights } from './parameters.ts'
import type { BackboneStage, FeatureName } from './stages.ts'

export interface Pyramid {
  layers: ConvolutionLayer[]
  /** Stages of the backbone whose outputs it takes. */
  takes: ReadonlySet<BackboneStage>
  /** Levels in the order of `config.pyramid.levels`, each [N, H / 2^level, W / 2^level, width]. */
  apply(weights: Weights, features: Features): Tensor4D[]
}

/** The coarsest level that the backbone itself reaches; further ones are convolved from it. */
const coarsestFeature = 5

type Maps = Map<number, Tensor4D>

/**
 * 1x1 laterals summed top-down by nearest upsampling (or, from level 3 on, the laterals that came trained with the
 * backbone), a 3x3 convolution on each sum; P6 by a 3x3 of stride 2 on C5 or on the output P5, P7 and P8 likewise on
 * the ReLU of the level before.
 */
export function makePyramid(config: RetinaNetConfig, backbone: Backbone): Pyramid {
  const { width, p6From, levels } = config.pyramid
  const trained = config.usePretrainedLaterals ? backbone.laterals : undefined
  const sumWidth = trained?.channels ?? width
  const fresh = (name: string, size: number, from: number, to: number, stride = 1) =>
    layer({
      name: `pyramid.${name}`,
      size,
      from,
      to,
      stride,
      stage: 'new',
      initial: { kind: 'fan-in-uniform', fanIn: size * size * from },
    })

  const [finest, coarsest] = [Math.min(...levels), Math.max(...levels)]
  const summed = range(Math.min(finest, coarsestFeature), coarsestFeature)
  const laterals = new Map(
    summed
      .filter((level) => !trained || level < 3)
      .map((level) => [level, fresh(`lateral${level}`, 1, backbone.stages[stageOf(level)].channels, sumWidth)]),
  )
  const outputs = new Map(
    summed
      .filter((level) => levels.includes(level) || (level === coarsestFeature && p6From === 'p5'))
      .map((level) => [level, fresh(`output${level}`, 3, sumWidth, width)]),
  )
  const further = range(coarsestFeature + 1, coarsest).map((level): [number, ConvolutionLayer] => {
    const first = level === coarsestFeature + 1
    return [level, fresh(`p${level}`, 3, first && p6From === 'c5' ? backbone.stages.c5.channels : width, width, 2)]
  })

  const scaledFeature = (features: Features, level: number) => {
    const name = stageOf(level)
    const scale = backbone.featureScales[name]
    const map = feature(features, name)
    return scale === 1 ? map : (tf.mul(map, scale) as Tensor4D)
  }

  /** Adds the levels that fresh laterals give to those that trained ones gave, from the coarsest down. */
  const topDown = (weights: Weights, features: Features, sums: Maps): void => {
    for (const [level, lateral] of [...laterals].reverse()) {
      const own = applyLayer(weights, lateral, scaledFeature(features, level))
      const above = sums.get(level + 1)
      sums.set(level, above ? (tf.add(own, upsampleTo(above, own)) as Tensor4D) : own)
    }
  }

  return {
    takes: new Set([...summed, ...(trained ? [3, 4, 5] : [])].map(stageOf)),
    layers: [...(trained?.layers ?? []), ...laterals.values(), ...outputs.values(), ...further.map(([, plan]) => plan)],
    apply(weights, features) {
      const sums: Maps = new Map(trained?.apply(weights, features).map((map, index) => [index + 3, map]))
      topDown(weights, features, sums)
      const found: Maps = new Map()
      for (const [level, output] of outputs) {
        found.set(level, applyLayer(weights, output, sums.get(level) as Tensor4D))
      }
      let coarse = p6From === 'c5' ? scaledFeature(features, coarsestFeature) : found.get(coarsestFeature)
      for (const [level, plan] of further) {
        coarse = applyLayer(weights, plan, coarse as Tensor4D)
        found.set(level, coarse)
        coarse = tf.relu(coarse)
      }
      return levels.map((level) => found.get(level) as Tensor4D)
    },
  }
}

function stageOf(level: number): FeatureName {
  return `c${level}` as FeatureName
}

/** Whole numbers from one to another, both included; empty when the second is less. */
function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)
}

/**
 * A map of one level on the grid of the next finer one. Where that has an odd side, doubling gives one cell too many;
 * the rest is what PyTorch's nearest interpolation to that size gives.
 */
function upsampleTo(map: Tensor4D, finer: Tensor4D): Tensor4D {
  const doubled = upsampleNearest(map)
  const [, height, width] = finer.shape
  if (doubled.shape[1] === height && doubled.shape[2] === width) return doubled
  return tf.slice(doubled, [0, 0, 0, 0], [-1, height, width, -1])
}
