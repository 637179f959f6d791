/** Activations and their gradients as single native calls where TensorFlow has them. */
import * as tf from '@tensorflow/tfjs'
import type { GradSaveFunc, Tensor } from '@tensorflow/tfjs'
import { nativeBackend, tensorflowBackendName } from '../tensorflow.ts'
import { floatType, number, type Native } from './attributes.ts'
import { hasKernel } from './hasKernel.ts'

/** Activations that a convolution can end with in one operation. */
export type Activation = 'none' | 'relu' | 'relu6' | 'leaky-relu'

const kernelName = 'FocalStudioActivation'

/** Slope of LeakyReLU below zero, as in NanoDet's network. */
export const leakySlope = 0.1

/** activation(x), keeping only the output for the gradient. */
export function activate<T extends Tensor>(x: T, activation: Activation): T {
  if (activation === 'none') return x
  if (!hasKernel(kernelName)) return composedActivation(x, activation)
  return tf.engine().runKernel(kernelName, { x }, { activation }) as T
}

/**
 * relu(x + y) of two maps of the same shape, as at the end of a residual block. Only the output is kept for the
 * gradient, which is the same in both.
 */
export function addRelu<T extends Tensor>(x: T, y: T): T {
  const operation = tf.customGrad((...given: Array<Tensor | GradSaveFunc>) => {
    const [one, other, save] = given as [Tensor, Tensor, GradSaveFunc]
    const value = tf.tidy(() => activate(tf.add(one, other), 'relu'))
    save([value])
    return {
      value,
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const output = saved[0] as Tensor
        const native = nativeBackend()
        const dx = native ? nativeActivationGradient(native, dy, output, 'relu') : tf.mul(dy, tf.step(output))
        return [dx, tf.clone(dx)]
      },
    }
  })
  return operation(x, y) as T
}

tf.registerKernel({
  kernelName,
  backendName: tensorflowBackendName,
  kernelFunc: ({ inputs, attrs, backend }) => {
    const { activation } = attrs as unknown as { activation: Activation }
    return nativeActivation(backend as Native, (inputs as { x: Tensor }).x, activation)
  },
})

tf.registerGradient({
  kernelName,
  outputsToSave: [true],
  gradFunc: (gradient, saved, attrs) => {
    const { activation } = attrs as unknown as { activation: Activation }
    const output = saved[0] as Tensor
    return { x: () => nativeActivationGradient(tf.backend() as Native, gradient as Tensor, output, activation) }
  },
})

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

/** min(max(x + 3, 0), 6) / 6: a sigmoid in straight lines (Howard et al. 2019). */
export function hardSigmoid<T extends Tensor>(x: T): T {
  return tf.mul(activate(tf.add(x, 3), 'relu6'), 1 / 6)
}

/** x * hardSigmoid(x). Only x is kept for the gradient: 0 below -3, 1 above 3, (2x + 3) / 6 between. */
export function hardSwish<T extends Tensor>(x: T): T {
  const operation = tf.customGrad((...given: Array<Tensor | GradSaveFunc>) => {
    const [input, save] = given as [Tensor, GradSaveFunc]
    save([input])
    return {
      value: tf.mul(input, hardSigmoid(input)),
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const own = saved[0] as Tensor
        const inside = tf.mul(tf.add(tf.mul(own, 2), 3), 1 / 6)
        const slope = tf.where(
          tf.greater(own, 3),
          tf.onesLike(own),
          tf.where(tf.greater(own, -3), inside, tf.zerosLike(own)),
        )
        return tf.mul(dy, slope)
      },
    }
  })
  return operation(x) as T
}
