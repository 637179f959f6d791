/** Activations and their gradients as single native calls. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor } from '@tensorflow/tfjs'
import { floatType, number, type Native } from './attributes.ts'

export type Activation = 'none' | 'relu' | 'relu6' | 'leaky-relu'

/** Slope of LeakyReLU below zero, as in NanoDet's network. */
export const leakySlope = 0.1

/** activation(x) by one native operation; x itself for 'none'. */
export function nativeActivation(native: Native, x: Tensor, activation: Activation): Tensor {
  const type = floatType(native)
  switch (activation) {
    case 'none':
      return x
    case 'leaky-relu':
      return native.executeSingleOutput('LeakyRelu', [type, number(native, 'alpha', leakySlope)], [x])
    case 'relu':
      return native.executeSingleOutput('Relu', [type], [x])
    case 'relu6':
      return native.executeSingleOutput('Relu6', [type], [x])
  }
}

/**
 * Gradient at the activation's input, from its output rather than its input: the output has the sign that the input
 * had, so the input need not be kept. `dy` itself for 'none'.
 */
export function nativeActivationGradient(native: Native, dy: Tensor, output: Tensor, activation: Activation): Tensor {
  const type = floatType(native)
  switch (activation) {
    case 'none':
      return dy
    case 'leaky-relu':
      return native.executeSingleOutput('LeakyReluGrad', [type, number(native, 'alpha', leakySlope)], [dy, output])
    case 'relu':
      return native.executeSingleOutput('ReluGrad', [type], [dy, output])
    case 'relu6':
      return native.executeSingleOutput('Relu6Grad', [type], [dy, output])
  }
}

/** The same by TF.js, for every other backend. */
export function composedActivation<T extends Tensor>(x: T, activation: Activation): T {
  if (activation === 'relu') return tf.relu(x)
  if (activation === 'relu6') return tf.relu6(x)
  if (activation === 'leaky-relu') return tf.leakyRelu(x, leakySlope)
  return x
}
