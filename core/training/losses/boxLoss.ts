/** The box regression loss over positive anchors. */
import * as tf from '@tensorflow/tfjs'
import type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs'
import { gatherRows } from '../../compute/nativeOps/gatherRows.ts'
import { largestLogRatio } from '../../detection/boxCoder.ts'
import type { TrainingConfig } from '../config.ts'
import { iouLoss, type Corners } from './iouLoss.ts'

export interface BoxTargets {
  /** Rows of the positives among N * R anchors, [P], int32. */
  rows: Tensor1D
  /** dx, dy, dw, dh that each positive should say, [P, 4]. */
  deltas: Tensor2D
  /** Its anchor, x1, y1, x2, y2, [P, 4]. */
  anchors: Tensor2D
  /** One over the normaliser, [P, 1]. */
  weights: Tensor2D
}

export type BoxLossSettings = Pick<TrainingConfig['loss'], 'box' | 'smoothL1Beta'>

/** Weighted sum over positives. deltas [N, R, 4]. There must be a row, if only one of no weight. */
export function boxLoss(deltas: Tensor3D, targets: BoxTargets, { box, smoothL1Beta }: BoxLossSettings): Scalar {
  const [images, anchors] = deltas.shape
  const said = gatherRows(tf.reshape(deltas, [images * anchors, 4]), targets.rows)
  return tf.sum(tf.mul(lossOfEach(said, targets, box, smoothL1Beta), targets.weights)) as Scalar
}

function lossOfEach(said: Tensor2D, targets: BoxTargets, box: BoxLossSettings['box'], beta: number): Tensor {
  if (box === 'l1') return smoothL1(tf.sub(said, targets.deltas), 0)
  if (box === 'smooth-l1') return smoothL1(tf.sub(said, targets.deltas), beta)
  return iouLoss(decode(said, targets.anchors), decode(targets.deltas, targets.anchors), box)
}

/**
 * Smooth L1: d^2 / (2 beta) where |d| < beta, |d| - beta / 2 above; L1 for beta = 0. Its derivative is d / beta within
 * -1..1, and 0 at 0.
 */
function smoothL1(difference: Tensor, beta: number): Tensor {
  const loss = tf.customGrad((...given) => {
    const [d, save] = given as unknown as [Tensor, (tensors: Tensor[]) => void]
    save([beta === 0 ? tf.sign(d) : tf.clipByValue(tf.div(d, beta), -1, 1)])
    const size = tf.abs(d)
    const near = tf.minimum(size, beta)
    return {
      // near^2 / (2 beta) + (size - near) is both branches in one.
      value: beta === 0 ? size : tf.add(tf.div(tf.square(near), 2 * beta), tf.sub(size, near)),
      gradFunc: (dy: Tensor, saved: Tensor[]) => tf.mul(saved[0] as Tensor, dy),
    }
  })
  return loss(difference)
}

/**
 * Corners said by deltas [P, 4] from anchors [P, 4], seen from each anchor's centre: overlaps do not change with
 * place, and small coordinates leave float32 its precision.
 */
function decode(deltas: Tensor2D, anchors: Tensor2D): Corners {
  const [anchorLow, anchorHigh] = tf.split(anchors, 2, 1) as [Tensor2D, Tensor2D]
  const [shift, logRatio] = tf.split(deltas, 2, 1) as [Tensor2D, Tensor2D]
  const size = tf.sub(anchorHigh, anchorLow)
  const middle = tf.mul(shift, size)
  const half = tf.mul(tf.exp(tf.minimum(logRatio, largestLogRatio)), tf.div(size, 2))
  return { low: tf.sub(middle, half), high: tf.add(middle, half), size: tf.mul(half, 2) }
}
