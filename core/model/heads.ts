/** The two subnets of RetinaNet (PAPER: RetinaNet), each shared by all levels, not with each other. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs'
import type { RetinaNetConfig } from '../training/config.ts'
import { applyLayer, layer, type ConvolutionLayer } from './convolutionLayer.ts'
import { priorBias } from './initialisation.ts'
import type { Weights } from './parameters.ts'

export interface Head {
  layers: ConvolutionLayer[]
  /** Levels [N, H, W, width] -> [N, R, values], R anchors in the order of makeAnchors. */
  apply(weights: Weights, levels: readonly Tensor4D[]): Tensor3D
}

/** K class logits per anchor; starts out saying "background" with the prior of the settings. */
export function makeClassHead(config: RetinaNetConfig, classes: number): Head {
  return makeHead(config, 'classes', classes, priorBias(config.heads.classPrior))
}

/** 4 box deltas per anchor, the same for every class. */
export function makeBoxHead(config: RetinaNetConfig): Head {
  return makeHead(config, 'boxes', 4, 0)
}

function makeHead(config: RetinaNetConfig, name: string, values: number, initialBias: number): Head {
  const { depth, width } = config.heads
  const perPosition = config.anchors.scales.length * config.anchors.ratios.length
  const initial = { kind: 'normal', deviation: 0.01 } as const
  const tower = Array.from({ length: depth }, (_, index) =>
    layer({
      name: `${name}.tower${index + 1}`,
      size: 3,
      from: index === 0 ? config.pyramid.width : width,
      to: width,
      activation: 'relu',
      stage: 'new',
      initial,
    }),
  )
  const output = layer({
    name: `${name}.output`,
    size: 3,
    from: depth === 0 ? config.pyramid.width : width,
    to: perPosition * values,
    stage: 'new',
    initial,
    initialBias,
  })
  return {
    layers: [...tower, output],
    apply(weights, levels) {
      const perLevel = levels.map((level) => {
        const top = tower.reduce((x, convolution) => applyLayer(weights, convolution, x), level)
        const map = applyLayer(weights, output, top)
        const [images, height, width] = map.shape
        return tf.reshape(map, [images, height * width * perPosition, values]) as Tensor3D
      })
      return tf.concat(perLevel, 1)
    },
  }
}
