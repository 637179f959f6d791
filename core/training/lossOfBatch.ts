/** From predictions and targets of a batch to its loss (PAPER: normalisation by the anchors assigned to objects). */
import * as tf from '@tensorflow/tfjs'
import type { Scalar, Tensor1D } from '@tensorflow/tfjs'
import type { Predictions } from '../model/retinanet.ts'
import type { TrainingConfig } from './config.ts'
import { boxLoss } from './losses/boxLoss.ts'
import { classLoss, lossPerAnchor } from './losses/classLoss.ts'
import { crossEntropy, elementwiseLoss } from './losses/elementwise.ts'
import type { TargetTensors } from './targetTensors.ts'

export interface BatchLoss {
  total: Scalar
  classLoss: Scalar
  boxLoss: Scalar
}

/** Class loss + weight * box loss of a batch; differentiable in the predictions. */
export function lossOfBatch(
  predictions: Predictions,
  targets: TargetTensors,
  settings: TrainingConfig['loss'],
): BatchLoss {
  const { loss, alpha } = elementwiseLoss(settings)
  const classes = classLoss(predictions.classLogits, targets.classes, loss, alpha)
  const boxes = tf.mul(boxLoss(predictions.boxDeltas, targets.boxes, settings), settings.boxWeight) as Scalar
  return { total: tf.add(classes, boxes), classLoss: classes, boxLoss: boxes }
}

/** Cross-entropy of each anchor summed over classes, unweighted, [N * R], images after one another. */
export function lossOfEachAnchor(predictions: Predictions, { classes: { labels } }: TargetTensors): Tensor1D {
  return lossPerAnchor(predictions.classLogits, labels, crossEntropy)
}
