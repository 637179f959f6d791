/** The pooling of ResNet's and the CSP network's stem. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor4D } from '@tensorflow/tfjs'

/** 3x3 maximum at stride 2, padded with minus infinity on all sides as PyTorch does. */
export function maximumPool(x: Tensor4D): Tensor4D {
  const one: [number, number] = [1, 1]
  return tf.maxPool(tf.pad(x, [[0, 0], one, one, [0, 0]], -Infinity), 3, 2, 'valid')
}
