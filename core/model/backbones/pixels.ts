/** How pixels are prepared for a network: what the weights that it starts from were trained on. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor4D } from '@tensorflow/tfjs'
import { standardise } from '../../compute/nativeOps/perChannel.ts'
import type { RetinaNetConfig } from '../../training/config.ts'

type Convention = RetinaNetConfig['pixels']

/** ImageNet's mean and deviation of red, green and blue, for pixels of 0..255 (torchvision's, times 255). */
const mean = [123.675, 116.28, 103.53]
const deviation = [58.395, 57.12, 57.375]

/** Red, green, blue; minus the mean, divided by the deviation. */
function imagenet(pixels: Tensor4D): Tensor4D {
  return standardise(pixels, mean, deviation)
}

/** Blue, green, red; minus the mean. Weights that Caffe and Detectron trained expect it. */
function caffe(pixels: Tensor4D): Tensor4D {
  return standardise(tf.reverse4d(pixels, 3), mean.toReversed())
}

/** Pixels 0..255, RGB, [N, H, W, 3] -> the network's input. `own` is what the backbone's published weights expect. */
export function preparation(convention: Convention, own: (pixels: Tensor4D) => Tensor4D = imagenet) {
  return { backbone: own, imagenet, caffe }[convention]
}
