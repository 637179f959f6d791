/**
 * RetinaNet: backbone -> pyramid -> two heads. N images, R anchors, K classes.
 *
 * The network is a plan without values: `parameters` says what there is, `lower` and `upper` take the values as named
 * tensors, and one after the other are the forward pass.
 * So one plan serves the weights being trained, their moving average and their checkpoints.
 */
import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs'
import type { RetinaNetConfig } from '../training/config.ts'
import { backboneLayers, type Backbone } from './backbones/backbone.ts'
import { makeBackbone } from './backbones/catalogue.ts'
import { layerParameters } from './convolutionLayer.ts'
import { preparation } from './backbones/pixels.ts'
import { makeBoxHead, makeClassHead } from './heads.ts'
import type { StatisticsRecorder } from './normalisation.ts'
import type { ParameterSpec, Weights } from './parameters.ts'
import { makePyramid } from './pyramid.ts'
import { backboneStages, frozenStages, type BackboneStage, type Boundary } from './stages.ts'

/** (A type, since TensorFlow.js takes no interface for tensors by name.) */
export type Predictions = {
  /** Before the sigmoid, [N, R, K]. */
  classLogits: Tensor3D
  /** dx, dy, dw, dh, [N, R, 4]. */
  boxDeltas: Tensor3D
}

export interface RetinaNet {
  backbone: Backbone
  parameters: ParameterSpec[]
  /**
   * The frozen part: pixels 0..255, RGB, [N, H, W, 3] -> every map that the trained part needs, finest first. The last
   * one is where the trained stages go on (the normalised image when the boundary is `none`).
   */
  lower(weights: Weights, pixels: Tensor4D, boundary: Boundary): Tensor4D[]
  /**
   * The trained part: what `lower` gave for the same boundary -> predictions. While it trains, a recorder receives
   * what the batch showed to the batch normalisations.
   */
  upper(weights: Weights, maps: readonly Tensor4D[], boundary: Boundary, record?: StatisticsRecorder): Predictions
  /** Height, width and channels of each map that `lower` gives for an input of that size. */
  mapShapes(boundary: Boundary, input: { width: number; height: number }): MapShape[]
}

export type MapShape = [height: number, width: number, channels: number]

export function makeRetinaNet(config: RetinaNetConfig, classes: number): RetinaNet {
  const backbone = makeBackbone(config)
  const prepare = preparation(config.pixels, backbone.normalise)
  const pyramid = makePyramid(config, backbone)
  const classHead = makeClassHead(config, classes)
  const boxHead = makeBoxHead(config)
  const layers = [...backboneLayers(backbone), ...pyramid.layers, ...classHead.layers, ...boxHead.layers]
  /** Frozen stages whose outputs leave the frozen part: what the pyramid takes, and the last. */
  const keptStages = (boundary: Boundary) =>
    frozenStages(boundary).filter((name, index, all) => index === all.length - 1 || pyramid.takes.has(name))
  return {
    backbone,
    parameters: layers.flatMap(layerParameters),
    lower(weights, pixels, boundary) {
      const kept = keptStages(boundary)
      let x = prepare(pixels)
      if (kept.length === 0) return [x]
      return frozenStages(boundary).flatMap((name) => {
        x = backbone.stages[name].apply(weights, x)
        return kept.includes(name) ? [x] : []
      })
    },
    upper(weights, maps, boundary, record) {
      const features: Partial<Record<BackboneStage, Tensor4D>> = {}
      for (const [index, name] of keptStages(boundary).entries()) features[name] = maps[index] as Tensor4D
      let x = maps.at(-1) as Tensor4D
      for (const name of backboneStages.slice(frozenStages(boundary).length)) {
        x = backbone.stages[name].apply(weights, x, record)
        features[name] = x
      }
      const levels = pyramid.apply(weights, features)
      return { classLogits: classHead.apply(weights, levels), boxDeltas: boxHead.apply(weights, levels) }
    },
    mapShapes(boundary, { width, height }) {
      const kept = keptStages(boundary)
      if (kept.length === 0) return [[height, width, 3]]
      return kept.map((name): MapShape => {
        const { stride, channels } = backbone.stages[name]
        return [Math.ceil(height / stride), Math.ceil(width / stride), channels]
      })
    },
  }
}
