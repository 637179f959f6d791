/** What a feature extractor is: an image in, features at strides 8, 16 and 32 out. */
import type { Tensor4D } from '@tensorflow/tfjs'
import type { ConvolutionLayer } from '../convolutionLayer.ts'
import type { ParameterValues, Weights } from '../parameters.ts'

export interface Features {
  /** Stride 8. */
  c3: Tensor4D
  /** Stride 16. */
  c4: Tensor4D
  /** Stride 32. */
  c5: Tensor4D
}

/** The features of strides 8, 16 and 32 as a trained top-down path combines them. */
export type PyramidFeatures = [p3: Tensor4D, p4: Tensor4D, p5: Tensor4D]

export interface Backbone {
  channels: { c3: number; c4: number; c5: number }
  /** Factors that bring the features to about unit deviation, which new layers expect. */
  featureScales: { c3: number; c4: number; c5: number }
  layers: ConvolutionLayer[]
  /** Pixels 0..255, RGB, [N, H, W, 3] -> what the first layer was trained on. */
  normalise(pixels: Tensor4D): Tensor4D
  /** Normalised image -> C3, [N, H / 8, W / 8, channels.c3]: the part that the quick preset freezes. */
  lower(weights: Weights, image: Tensor4D): Tensor4D
  /** C3 as `lower` gives it -> all features, unscaled. */
  upper(weights: Weights, c3: Tensor4D): Features
  /** A top-down path that came trained with the backbone: its layers, width and application. */
  laterals?: {
    layers: ConvolutionLayer[]
    channels: number
    apply(weights: Weights, features: Features): PyramidFeatures
  }
  /** Published weights, by parameter name, from the folder that holds their files. */
  readWeights(folder: string): Promise<ParameterValues>
  /** Name of the weights in the catalogue. */
  weightsName: string
}
