/** Squeeze-and-excitation (Hu et al. 2018): a gate that weighs channels by what the whole map shows. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor4D } from '@tensorflow/tfjs'
import { applyLayer, layer, type Activation, type ConvolutionLayer } from '../convolutionLayer.ts'
import type { Weights } from '../parameters.ts'
import type { BackboneStage } from '../stages.ts'

export interface Gate {
  squeeze: ConvolutionLayer
  excite: ConvolutionLayer
}

/** A gate with MobileNetV3's activations; its two 1x1 layers are NAME.fc1 and NAME.fc2, as in torchvision. */
export function makeGate(stage: BackboneStage, name: string, channels: number, narrow: number): Gate {
  const dense = (part: string, from: number, to: number, activation: Activation) =>
    layer({ stage, name: `${name}.${part}`, size: 1, from, to, activation, initial: { kind: 'he-normal', fan: to } })
  return { squeeze: dense('fc1', channels, narrow, 'relu'), excite: dense('fc2', narrow, channels, 'hard-sigmoid') }
}

/** [N, H, W, C] times a weight per image and channel. */
export function applyGate(weights: Weights, { squeeze, excite }: Gate, x: Tensor4D): Tensor4D {
  const whole = tf.mean(x, [1, 2], true) as Tensor4D
  return tf.mul(x, applyLayer(weights, excite, applyLayer(weights, squeeze, whole)))
}
