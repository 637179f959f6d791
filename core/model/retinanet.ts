/**
 * RetinaNet: backbone -> pyramid -> two heads. N images, R anchors, K classes.
 *
 * The network is a plan without values: `parameters` says what there is, `forward` takes the values as named tensors.
 * So one plan serves the weights being trained, their moving average and their checkpoints.
 */
import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs'
import type { RetinaNetConfig } from '../training/config.ts'
import type { Backbone } from './backbones/backbone.ts'
import { backbones } from './backbones/catalogue.ts'
import { layerParameters } from './convolutionLayer.ts'
import { makeBoxHead, makeClassHead } from './heads.ts'
import type { ParameterSpec, Weights } from './parameters.ts'
import { makePyramid } from './pyramid.ts'

export interface Predictions {
  /** Before the sigmoid, [N, R, K]. */
  classLogits: Tensor3D
  /** dx, dy, dw, dh, [N, R, 4]. */
  boxDeltas: Tensor3D
}

export interface RetinaNet {
  backbone: Backbone
  parameters: ParameterSpec[]
  /** Pixels 0..255, RGB, [N, H, W, 3] -> C3: everything that the quick preset freezes. */
  lower(weights: Weights, pixels: Tensor4D): Tensor4D
  /** C3 -> predictions: everything that the quick preset trains. */
  upper(weights: Weights, c3: Tensor4D): Predictions
}

export function makeRetinaNet(config: RetinaNetConfig, classes: number): RetinaNet {
  const backbone = backbones[config.backbone]
  const pyramid = makePyramid(config, backbone)
  const classHead = makeClassHead(config, classes)
  const boxHead = makeBoxHead(config)
  const layers = [...backbone.layers, ...pyramid.layers, ...classHead.layers, ...boxHead.layers]
  return {
    backbone,
    parameters: layers.flatMap(layerParameters),
    lower(weights, pixels) {
      return backbone.lower(weights, backbone.normalise(pixels))
    },
    upper(weights, c3) {
      const features = backbone.upper(weights, c3)
      const levels = pyramid.apply(weights, features)
      return { classLogits: classHead.apply(weights, levels), boxDeltas: boxHead.apply(weights, levels) }
    },
  }
}
