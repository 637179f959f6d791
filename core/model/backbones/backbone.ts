/** What a feature extractor is: five stages in a row, an image in, features at strides 4, 8, 16 and 32 out. */
import type { Tensor4D } from '@tensorflow/tfjs'
import type { ConvolutionLayer } from '../convolutionLayer.ts'
import type { StatisticsRecorder } from '../normalisation.ts'
import type { ParameterValues, Weights } from '../parameters.ts'
import { backboneStages, type BackboneStage, type FeatureName } from '../stages.ts'

/** Feature maps by stage, unscaled; a network computes those that its pyramid takes. */
export type Features = Partial<Record<FeatureName, Tensor4D>>

/** The features of strides 8, 16 and 32 as a trained top-down path combines them. */
export type PyramidFeatures = [p3: Tensor4D, p4: Tensor4D, p5: Tensor4D]

export interface Stage {
  layers: ConvolutionLayer[]
  /** Pixels of the input per cell of the output. */
  stride: number
  /** Channels of the output. */
  channels: number
  /**
   * Output of the stage before (the normalised image for the stem) -> [N, H / stride, W / stride, channels].
   * With a recorder its batch normalisation trains.
   */
  apply(weights: Weights, x: Tensor4D, record?: StatisticsRecorder): Tensor4D
}

export interface Backbone {
  stages: Record<BackboneStage, Stage>
  /** Factors that bring the features to about unit deviation, which new layers expect. */
  featureScales: Record<FeatureName, number>
  /** Pixels 0..255, RGB, [N, H, W, 3] -> what the first layer was trained on. */
  normalise(pixels: Tensor4D): Tensor4D
  /** A top-down path that came trained with the backbone: its layers, width and application. */
  laterals?: {
    layers: ConvolutionLayer[]
    channels: number
    apply(weights: Weights, features: Features): PyramidFeatures
  }
  /** Its weights that packages carry: their name in the catalogue, and values by parameter name from their folder. */
  published?: { name: string; read(folder: string): Promise<ParameterValues> }
}

/** Layers of all stages, in forward order. */
export function backboneLayers({ stages }: Pick<Backbone, 'stages'>): ConvolutionLayer[] {
  return backboneStages.flatMap((name) => stages[name].layers)
}

/** A feature that the pyramid takes; that it is not there is a mistake in the program. */
export function feature(features: Features, name: FeatureName): Tensor4D {
  const map = features[name]
  if (!map) throw new Error(`The feature ${name} was not computed.`)
  return map
}
