/** From predictions and targets of a batch to its loss (PAPER: normalisation by the anchors assigned to objects). */
import * as tf from '@tensorflow/tfjs'
import type { Scalar, Tensor1D } from '@tensorflow/tfjs'
import type { Anchors } from '../model/anchors.ts'
import type { Predictions } from '../model/retinanet.ts'
import type { TrainingConfig } from './config.ts'
import { boxLoss } from './losses/boxLoss.ts'
import { classLoss, lossPerAnchor } from './losses/classLoss.ts'
import { crossEntropy, elementwiseLoss } from './losses/elementwise.ts'
import type { Normalisers } from './losses/normaliser.ts'
import type { Targets } from './targets.ts'

export interface BatchLoss {
  total: Scalar
  classLoss: Scalar
  boxLoss: Scalar
}

/** Class loss + weight * box loss of a batch; differentiable in the predictions. */
export function lossOfBatch(
  predictions: Predictions,
  targets: readonly Targets[],
  normalisers: Normalisers,
  anchors: Anchors,
  settings: TrainingConfig['loss'],
): BatchLoss {
  const arrays = assemble(targets, normalisers, anchors)
  const { loss, alpha } = elementwiseLoss(settings)
  const labels = tf.tensor1d(arrays.labels, 'int32')
  const classes = classLoss(predictions.classLogits, { labels, weights: tf.tensor1d(arrays.weights) }, loss, alpha)
  const rows = arrays.rows.length
  const boxes = tf.mul(
    boxLoss(
      predictions.boxDeltas,
      {
        rows: tf.tensor1d(arrays.rows, 'int32'),
        deltas: tf.tensor2d(arrays.deltas, [rows, 4]),
        anchors: tf.tensor2d(arrays.anchors, [rows, 4]),
        weights: tf.tensor2d(arrays.boxWeights, [rows, 1]),
      },
      settings,
    ),
    settings.boxWeight,
  ) as Scalar
  return { total: tf.add(classes, boxes), classLoss: classes, boxLoss: boxes }
}

/** Cross-entropy of each anchor summed over classes, unweighted, [N * R], images after one another. */
export function lossOfEachAnchor(predictions: Predictions, targets: readonly Targets[], anchors: Anchors): Tensor1D {
  const { labels } = assemble(
    targets,
    targets.map(() => 1),
    anchors,
  )
  return lossPerAnchor(predictions.classLogits, tf.tensor1d(labels, 'int32'), crossEntropy)
}

/** The targets of a batch as dense arrays, N images after one another. */
function assemble(targets: readonly Targets[], normalisers: Normalisers, anchors: Anchors) {
  const total = targets.length * anchors.count
  const labels = new Int32Array(total).fill(-1)
  const weights = new Float32Array(total)
  const rows: number[] = []
  const boxWeights: number[] = []
  const positives = targets.reduce((sum, target) => sum + target.positives.length, 0)
  const deltas = new Float32Array(positives * 4)
  const anchorBoxes = new Float32Array(positives * 4)
  for (const [image, target] of targets.entries()) {
    const start = image * anchors.count
    const weight = 1 / (normalisers[image] as number)
    weights.fill(weight, start, start + anchors.count)
    // An ignored positive (an easy one, under OHEM) still has its box loss.
    for (const anchor of target.ignored) weights[start + anchor] = 0
    deltas.set(target.deltas, rows.length * 4)
    for (const [index, anchor] of target.positives.entries()) {
      labels[start + anchor] = target.classes[index] as number
      anchorBoxes.set(anchors.boxes.subarray(anchor * 4, anchor * 4 + 4), rows.length * 4)
      rows.push(start + anchor)
      boxWeights.push(weight)
    }
  }
  return {
    labels,
    weights,
    rows: Int32Array.from(rows),
    boxWeights: Float32Array.from(boxWeights),
    deltas,
    anchors: anchorBoxes,
  }
}
