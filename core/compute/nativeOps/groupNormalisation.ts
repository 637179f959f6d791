/** Group normalisation (Wu and He 2018), with a gradient that goes over the maps as few times as it can. */
import * as tf from '@tensorflow/tfjs'
import type { GradSaveFunc, NamedAttrMap, Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs'
import { hasKernel } from './hasKernel.ts'

/** Of backends that have it whole; the others compose it. */
export const groupNormalisationKernelName = 'FocalStudioGroupNormalisation'

/**
 * Each group of channels of each image to mean 0 and variance 1, then times scale plus shift.
 * x [N, H, W, C]; scale, shift [C]. Differentiable in all three.
 *
 * Sums over places are taken per channel first, on [N, 1, 1, C]; groups are sums of those, so nothing of the map's size
 * is ever rearranged. With d = x - mean, r = 1 / sqrt(variance + epsilon), m elements in a group:
 * dx = r * scale * dy - r^3 / m * S2 * d - r / m * S1, S1 = sum(scale * dy), S2 = sum(scale * dy * d) over the group.
 */
export function normaliseGroups(
  x: Tensor4D,
  scale: Tensor1D,
  shift: Tensor1D,
  groups: number,
  epsilon: number,
): Tensor4D {
  if (hasKernel(groupNormalisationKernelName)) {
    const attributes = { groups, epsilon } as NamedAttrMap
    return tf.engine().runKernel(groupNormalisationKernelName, { x, scale, shift }, attributes) as Tensor4D
  }
  const [, height, width, channels] = x.shape
  const count = (height * width * channels) / groups
  const overGroups = (values: Tensor) => sumOfGroups(values, groups)
  const overPlaces = (map: Tensor) => tf.sum(map, [1, 2], true)
  const operation = tf.customGrad((...given: Array<Tensor | GradSaveFunc>) => {
    const [input, factor, offset, save] = given as [Tensor, Tensor, Tensor, GradSaveFunc]
    const mean = tf.mul(overGroups(overPlaces(input)), 1 / count)
    const centred = tf.sub(input, mean)
    const variance = tf.mul(overGroups(overPlaces(tf.square(centred))), 1 / count)
    const rate = tf.rsqrt(tf.add(variance, epsilon))
    save([centred, rate, factor])
    return {
      value: tf.add(tf.mul(centred, tf.mul(rate, factor)), offset),
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [centred, rate, factor] = saved as [Tensor, Tensor, Tensor]
        const dyPlaces = overPlaces(dy)
        const productPlaces = overPlaces(tf.mul(dy, centred))
        const first = overGroups(tf.mul(dyPlaces, factor))
        const second = overGroups(tf.mul(productPlaces, factor))
        const slope = tf.mul(tf.mul(tf.pow(rate, 3), second), 1 / count)
        const constant = tf.mul(tf.mul(rate, first), 1 / count)
        const dx = tf.sub(tf.mul(dy, tf.mul(rate, factor)), tf.add(tf.mul(centred, slope), constant))
        return [dx, tf.sum(tf.mul(productPlaces, rate), [0, 1, 2]), tf.sum(dyPlaces, [0, 1, 2])]
      },
    }
  })
  return operation(x, scale, shift) as Tensor4D
}

/** [N, 1, 1, C] -> the sums of its groups of channels, each repeated for every channel of the group. */
function sumOfGroups(values: Tensor, groups: number): Tensor {
  const [images = 0, , , channels = 0] = values.shape
  const inGroup = channels / groups
  const sums = tf.sum(tf.reshape(values, [images, groups, inGroup]), 2, true)
  return tf.reshape(tf.mul(sums, tf.ones([1, 1, inGroup])), [images, 1, 1, channels])
}
