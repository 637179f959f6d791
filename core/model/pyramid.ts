/** The feature pyramid (FPN, Lin et al. 2017): features of strides 8 to 32 in, levels of one width out. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor4D } from '@tensorflow/tfjs'
import { upsampleNearest } from '../compute/nativeOps/resize.ts'
import type { RetinaNetConfig } from '../training/config.ts'
import { feature, type Backbone, type Features, type PyramidFeatures } from './backbones/backbone.ts'
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

/**
 * 1x1 laterals summed top-down by nearest upsampling (or the laterals that came trained with the backbone), a 3x3
 * convolution on each sum, P6 by a 3x3 of stride 2 on C5 or P5, P7 likewise on ReLU(P6).
 */
export function makePyramid(config: RetinaNetConfig, backbone: Backbone): Pyramid {
  const { width, p6From } = config.pyramid
  const { stages, featureScales } = backbone
  const trained = config.usePretrainedLaterals ? backbone.laterals : undefined
  const fresh = (name: string, size: number, from: number, stride = 1) =>
    layer({
      name: `pyramid.${name}`,
      size,
      from,
      to: width,
      stride,
      stage: 'new',
      initial: { kind: 'fan-in-uniform', fanIn: size * size * from },
    })
  const laterals = [
    fresh('lateral3', 1, stages.c3.channels),
    fresh('lateral4', 1, stages.c4.channels),
    fresh('lateral5', 1, stages.c5.channels),
  ] as const
  const outputs = [3, 4, 5].map((level) => fresh(`output${level}`, 3, trained?.channels ?? width))
  const p6 = fresh('p6', 3, p6From === 'c5' ? stages.c5.channels : width, 2)
  const p7 = fresh('p7', 3, width, 2)

  const topDown = (weights: Weights, features: Features): PyramidFeatures => {
    const of = (name: FeatureName) => scaled(feature(features, name), featureScales[name])
    const p5 = applyLayer(weights, laterals[2], of('c5'))
    const p4 = tf.add(applyLayer(weights, laterals[1], of('c4')), upsampleNearest(p5)) as Tensor4D
    const p3 = tf.add(applyLayer(weights, laterals[0], of('c3')), upsampleNearest(p4)) as Tensor4D
    return [p3, p4, p5]
  }

  return {
    takes: new Set(['c3', 'c4', 'c5']),
    layers: [...(trained ? trained.layers : laterals), ...outputs, p6, p7],
    apply(weights, features) {
      const sums = trained ? trained.apply(weights, features) : topDown(weights, features)
      const [p3, p4, p5] = sums.map((sum, index) =>
        applyLayer(weights, outputs[index] as ConvolutionLayer, sum),
      ) as PyramidFeatures
      const coarse = p6From === 'c5' ? scaled(feature(features, 'c5'), featureScales.c5) : p5
      const p6Map = applyLayer(weights, p6, coarse)
      const p7Map = applyLayer(weights, p7, tf.relu(p6Map))
      const levels = new Map([p3, p4, p5, p6Map, p7Map].map((map, index) => [index + 3, map]))
      return config.pyramid.levels.flatMap((level) => levels.get(level) ?? [])
    },
  }
}

function scaled(x: Tensor4D, factor: number): Tensor4D {
  return factor === 1 ? x : tf.mul(x, factor)
}
