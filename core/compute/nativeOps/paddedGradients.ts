/**
 * Gradients of a convolution with zeros of a number around its map and a stride. TensorFlow hands these to oneDNN only
 * without zeros (else it computes them by copies and matrix products of its own), so the map is padded beforehand.
 */
import * as tf from '@tensorflow/tfjs'
import type { Tensor, Tensor4D } from '@tensorflow/tfjs'
import { convolutionAttributes, shapeOf, type Native } from './attributes.ts'

/**
 * The gradients at x [N, H, W, C] and filter [k, k, C, D], each computed when it is called, from dz [N, H', W', D] at the
 * convolution's sums. `zeros` lie on each side of x.
 */
export function paddedGradients(
  native: Native,
  { x, filter, dz }: { x: Tensor; filter: Tensor; dz: Tensor },
  { stride, zeros }: { stride: number; zeros: number },
): { x: () => Tensor; filter: () => Tensor } {
  const attributes = convolutionAttributes(native, stride, 'valid')
  const [count = 0, height = 0, width = 0, channels = 0] = x.shape
  const [size = 0] = filter.shape
  const [, rows = 0, columns = 0] = dz.shape
  // Zeros that the filter never reaches, at the end of an even side, would only cost time.
  const below = Math.max(0, (rows - 1) * stride + size - zeros - height)
  const right = Math.max(0, (columns - 1) * stride + size - zeros - width)
  const paddedShape = [count, zeros + height + below, zeros + width + right, channels]
  return {
    x: () =>
      tf.tidy(() => {
        const inputs = [shapeOf({ shape: paddedShape }), filter, dz]
        const padded = native.executeSingleOutput('Conv2DBackpropInput', attributes, inputs) as Tensor4D
        return tf.slice(padded, [0, zeros, zeros, 0], [count, height, width, channels])
      }),
    filter: () =>
      tf.tidy(() => {
        const padded = tf.pad(x as Tensor4D, [
          [0, 0],
          [zeros, below],
          [zeros, right],
          [0, 0],
        ])
        return native.executeSingleOutput('Conv2DBackpropFilter', attributes, [padded, shapeOf(filter), dz])
      }),
  }
}
