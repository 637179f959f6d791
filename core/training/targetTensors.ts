/** The targets of a batch as the tensors that its losses take. */
import * as tf from '@tensorflow/tfjs'
import type { Anchors } from '../model/anchors.ts'
import type { BoxTargets } from './losses/boxLoss.ts'
import type { ClassTargets } from './losses/classLoss.ts'
import type { Normalisers } from './losses/normaliser.ts'
import type { Targets } from './targets.ts'

export interface TargetTensors {
  classes: ClassTargets
  boxes: BoxTargets
}

/**
 * Tensors of N images after one another, for R anchors each. Rows of positives are filled up with rows of no weight, so
 * that few different shapes come about: a graph or a shader is made for each.
 */
export function targetTensors(targets: readonly Targets[], normalisers: Normalisers, anchors: Anchors): TargetTensors {
  const total = targets.length * anchors.count
  const positives = targets.reduce((sum, target) => sum + target.positives.length, 0)
  const length = rowsFor(positives)
  const labels = new Int32Array(total).fill(-1)
  const weights = new Float32Array(total)
  const rows = new Int32Array(length)
  const boxWeights = new Float32Array(length)
  const deltas = new Float32Array(length * 4)
  const boxes = new Float32Array(length * 4)
  let row = 0
  for (const [image, target] of targets.entries()) {
    const start = image * anchors.count
    const weight = 1 / (normalisers[image] as number)
    weights.fill(weight, start, start + anchors.count)
    // An ignored positive (an easy one, under OHEM) still has its box loss.
    for (const anchor of target.ignored) weights[start + anchor] = 0
    deltas.set(target.deltas, row * 4)
    for (const [index, anchor] of target.positives.entries()) {
      labels[start + anchor] = target.classes[index] as number
      boxes.set(anchors.boxes.subarray(anchor * 4, anchor * 4 + 4), row * 4)
      rows[row] = start + anchor
      boxWeights[row] = weight
      row += 1
    }
  }
  // Any anchor will do for rows of no weight, but its size must not be zero.
  for (; row < length; row++) boxes.set(anchors.boxes.subarray(0, 4), row * 4)
  return {
    classes: { labels: tf.tensor1d(labels), weights: tf.tensor1d(weights) },
    boxes: {
      rows: tf.tensor1d(rows),
      deltas: tf.tensor2d(deltas, [length, 4]),
      anchors: tf.tensor2d(boxes, [length, 4]),
      weights: tf.tensor2d(boxWeights, [length, 1]),
    },
  }
}

/** 64, 256, 1024 …: the least that is enough. */
function rowsFor(positives: number): number {
  let rows = 64
  while (rows < positives) rows *= 4
  return rows
}
