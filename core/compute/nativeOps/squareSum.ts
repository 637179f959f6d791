/** The sum of squares of a vector, as a scalar: one native operation without a temporary, elsewhere composed. */
import * as tf from '@tensorflow/tfjs'
import type { Scalar, Tensor1D } from '@tensorflow/tfjs'
import { nativeBackend } from '../tensorflow.ts'
import { floatType } from './attributes.ts'

export function squareSum(x: Tensor1D): Scalar {
  const native = nativeBackend()
  if (!native) return tf.tidy(() => tf.sum(tf.square(x)))
  // L2Loss is half of the sum.
  return tf.tidy(() => tf.mul(native.executeSingleOutput('L2Loss', [floatType(native)], [x]), 2)) as Scalar
}
