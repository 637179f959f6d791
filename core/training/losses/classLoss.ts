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
    const own = ownClasses(targets.labels, classes)
    const sign = signs(own)
    const { value, slope } = loss(tf.mul(x, sign))
    const anchorWeights = tf.reshape(targets.weights, [-1, 1])
    const balance = alpha === null ? null : tf.where(own, alpha, 1 - alpha)
    const weights = balance === null ? anchorWeights : tf.mul(balance, anchorWeights)
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
  const { value } = loss(tf.mul(tf.reshape(logits, [images * anchors, classes]), signs(ownClasses(labels, classes))))
  return tf.sum(value, 1)
}

/** Whether an anchor's label is that class, [N * R, K], bool. (TF.js's oneHot refuses a single class.) */
function ownClasses(labels: Tensor1D, classes: number): Tensor2D {
  return tf.equal(tf.reshape(labels, [-1, 1]), tf.range(0, classes, 1, 'int32'))
}

/** -1 where true, +1 elsewhere: what turns a logit into its margin on the wrong side. */
function signs(own: Tensor2D): Tensor2D {
  return tf.sub(1, tf.mul(tf.cast(own, 'float32'), 2))
}
