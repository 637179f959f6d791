/** The box regression loss over positive anchors. */
import * as tf from '@tensorflow/tfjs'
import type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs'
import { largestLogRatio } from '../../detection/boxCoder.ts'
import type { TrainingConfig } from '../config.ts'

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

/** Where smooth L1 turns from quadratic to linear, as in Detectron's RetinaNet (.11). */
const smoothBeta = 0.11

/** Weighted sum over positives. deltas [N, R, 4]; zero, but differentiable, without positives. */
export function boxLoss(deltas: Tensor3D, targets: BoxTargets, kind: TrainingConfig['loss']['box']): Scalar {
  const [images, anchors] = deltas.shape
  const said = tf.gather(tf.reshape(deltas, [images * anchors, 4]), targets.rows) as Tensor2D
  const each = kind === 'giou' ? generalizedIou(said, targets) : deltaLoss(tf.sub(said, targets.deltas), kind)
  return tf.sum(tf.mul(each, targets.weights)) as Scalar
}

/** L1, or smooth L1: quadratic below beta, |d| - beta / 2 above. */
function deltaLoss(difference: Tensor, kind: 'l1' | 'smooth-l1'): Tensor {
  const size = tf.abs(difference)
  if (kind === 'l1') return size
  const near = tf.minimum(size, smoothBeta)
  // near^2 / (2 beta) + (size - near) is both branches in one.
  return tf.add(tf.div(tf.square(near), 2 * smoothBeta), tf.sub(size, near))
}

/** 1 - generalised IoU (Rezatofighi et al. 2019) of the decoded boxes, [P, 1]. */
function generalizedIou(said: Tensor2D, targets: BoxTargets): Tensor {
  const predicted = decode(said, targets.anchors)
  const truth = decode(targets.deltas, targets.anchors)
  const side = (low: Tensor, high: Tensor) => tf.relu(tf.sub(high, low))
  const overlap = tf.mul(
    side(tf.maximum(predicted.x1, truth.x1), tf.minimum(predicted.x2, truth.x2)),
    side(tf.maximum(predicted.y1, truth.y1), tf.minimum(predicted.y2, truth.y2)),
  )
  const hull = tf.mul(
    side(tf.minimum(predicted.x1, truth.x1), tf.maximum(predicted.x2, truth.x2)),
    side(tf.minimum(predicted.y1, truth.y1), tf.maximum(predicted.y2, truth.y2)),
  )
  const area = (box: Edges) => tf.mul(tf.sub(box.x2, box.x1), tf.sub(box.y2, box.y1))
  const union = tf.sub(tf.add(area(predicted), area(truth)), overlap)
  // Areas are products of exponentials, so union and hull are never zero; the constant is PyTorch's.
  const iou = tf.div(overlap, tf.add(union, 1e-7))
  return tf.add(tf.sub(1, iou), tf.div(tf.sub(hull, union), tf.add(hull, 1e-7)))
}

interface Edges {
  x1: Tensor
  y1: Tensor
  x2: Tensor
  y2: Tensor
}

/** Deltas [P, 4] from anchors [P, 4] as edges, each [P, 1]. */
function decode(deltas: Tensor2D, anchors: Tensor2D): Edges {
  const [ax1, ay1, ax2, ay2] = tf.split(anchors, 4, 1) as [Tensor, Tensor, Tensor, Tensor]
  const [dx, dy, dw, dh] = tf.split(deltas, 4, 1) as [Tensor, Tensor, Tensor, Tensor]
  const [width, height] = [tf.sub(ax2, ax1), tf.sub(ay2, ay1)]
  const x = tf.add(tf.div(tf.add(ax1, ax2), 2), tf.mul(dx, width))
  const y = tf.add(tf.div(tf.add(ay1, ay2), 2), tf.mul(dy, height))
  const halfWidth = tf.mul(tf.exp(tf.minimum(dw, largestLogRatio)), tf.div(width, 2))
  const halfHeight = tf.mul(tf.exp(tf.minimum(dh, largestLogRatio)), tf.div(height, 2))
  return {
    x1: tf.sub(x, halfWidth),
    y1: tf.sub(y, halfHeight),
    x2: tf.add(x, halfWidth),
    y2: tf.add(y, halfHeight),
  }
}
