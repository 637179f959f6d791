/** The classification loss of a batch: an elementwise loss, weighted and summed over anchors and classes. */
import * as tf from '@tensorflow/tfjs'
import type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs'
import type { ElementwiseLoss } from './elementwise.ts'

export interface ClassTargets {
  /** Class of each anchor, -1 for background, [N * R]. */
  labels: Tensor1D
  /** Weight of each anchor: 0 where it takes no part, otherwise one over the normaliser, [N * R]. */
  weights: Tensor1D
}

/**
 * sum over anchors and classes of weight * alpha_t * loss. logits [N, R, K].
 * Its gradient is one product, kept from the forward pass.
 */
export function classLoss(
  logits: Tensor3D,
  targets: ClassTargets,
  loss: ElementwiseLoss,
  alpha: number | null,
): Scalar {
  const [images, anchors, classes] = logits.shape
  const total = tf.customGrad((...given) => {
    const [x, save] = given as unknown as [Tensor2D, (tensors: Tensor[]) => void]
    const sign = signs(targets.labels, classes)
    const { value, slope } = loss(tf.mul(x, sign))
    const anchorWeights = tf.reshape(targets.weights, [-1, 1])
    // alpha for objects, 1 - alpha for background: linear in the sign.
    const weights = alpha === null ? anchorWeights : tf.mul(tf.add(tf.mul(sign, 0.5 - alpha), 0.5), anchorWeights)
    save([tf.mul(tf.mul(slope, sign), weights)])
    return {
      value: tf.sum(tf.mul(value, weights)),
      gradFunc: (dy: Tensor, saved: Tensor[]) => tf.mul(saved[0] as Tensor, dy),
    }
  })
  return total(tf.reshape(logits, [images * anchors, classes])) as Scalar
}

/** Loss of each anchor summed over classes, unweighted, [N * R]: what hard-example mining ranks by. */
export function lossPerAnchor(logits: Tensor3D, labels: Tensor1D, loss: ElementwiseLoss): Tensor1D {
  const [images, anchors, classes] = logits.shape
  const { value } = loss(tf.mul(tf.reshape(logits, [images * anchors, classes]), signs(labels, classes)))
  return tf.sum(value, 1)
}

/** -1 where an anchor's label is that class, +1 elsewhere, [N * R, K]. (TF.js's oneHot refuses a single class.) */
function signs(labels: Tensor1D, classes: number): Tensor2D {
  const own = tf.equal(tf.reshape(labels, [-1, 1]), tf.range(0, classes, 1, 'int32'))
  return tf.sub(1, tf.mul(tf.cast(own, 'float32'), 2)) as Tensor2D
}
