/** Normalisers against PyTorch: losses and gradients of three steps, images and a whole batch without boxes included. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor, Tensor3D } from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Anchors } from '../../../../core/model/anchors.ts'
import { trainingConfig } from '../../../../core/training/config.ts'
import { lossOfBatch, type BatchLoss } from '../../../../core/training/lossOfBatch.ts'
import { targetTensors } from '../../../../core/training/targetTensors.ts'
import { normalisersFor } from '../../../../core/training/losses/normaliser.ts'
import type { Targets } from '../../../../core/training/targets.ts'
import { pattern } from '../../model/golden.ts'
import { backends, readGolden, useBackend } from './golden.ts'

interface Step {
  classLoss: number
  boxLoss: number
  logitGradients: number[]
  deltaGradients: number[]
}
interface Golden {
  positives: number[][]
  kinds: Record<'batch' | 'image' | 'ema', Step[]>
}
const golden = readGolden<Golden>('normalisers')
const [images, count, classes] = [3, 12, 2]
const anchors: Anchors = {
  boxes: Float32Array.from({ length: count * 4 }, (_, index) => [0, 0, 32, 32][index % 4] ?? 0),
  count,
  perPosition: 1,
  levels: [{ level: 5, stride: 32, height: 1, width: count, start: 0, count, offset: 0.5, stepX: 32, stepY: 32 }],
}

function targetsOf(positives: number): Targets {
  const rows = Int32Array.from({ length: positives }, (_, anchor) => anchor)
  return {
    positives: rows,
    classes: rows.map(() => 1),
    deltas: new Float32Array(4 * positives),
    ignored: Int32Array.of(),
  }
}

/** Length of each image's part of a gradient. */
function lengths(gradient: Tensor): number[] {
  const values = gradient.dataSync()
  const each = values.length / images
  return Array.from({ length: images }, (_, image) => Math.hypot(...values.slice(image * each, (image + 1) * each)))
}

describe.each(backends)('on %s', (backend) => {
  beforeAll(() => useBackend(backend))

  it.each(['batch', 'image', 'ema'] as const)('%s', (kind) => {
    const settings = trainingConfig.parse({ loss: { normaliser: kind, box: 'l1' } }).loss
    const progress = { positives: null }
    for (const [step, expected] of golden.kinds[kind].entries()) {
      const targets = (golden.positives[step] ?? []).map(targetsOf)
      const normalisers = normalisersFor(targets, kind, progress)
      const logits = tf.tensor3d(pattern(images * count * classes, step, 4), [images, count, classes])
      const deltas = tf.tensor3d(pattern(images * count * 4, step + 5, 1), [images, count, 4])
      let parts: BatchLoss | undefined
      const { grads } = tf.valueAndGrads((x: Tensor, y: Tensor) => {
        const predictions = { classLogits: x as Tensor3D, boxDeltas: y as Tensor3D }
        parts = lossOfBatch(predictions, targetTensors(targets, normalisers, anchors), settings)
        tf.keep(parts.classLoss)
        tf.keep(parts.boxLoss)
        return parts.total
      })([logits, deltas])
      const [classLoss = NaN, boxLoss = NaN] = [parts?.classLoss, parts?.boxLoss].map((loss) => loss?.dataSync()[0])
      expect(classLoss / expected.classLoss).toBeCloseTo(1, 5)
      expect(Math.abs(boxLoss - expected.boxLoss)).toBeLessThanOrEqual(1e-5 * expected.boxLoss)
      const [logitGradients, deltaGradients] = grads.map(lengths)
      for (let image = 0; image < images; image++) {
        expect((logitGradients?.[image] ?? 0) / (expected.logitGradients[image] ?? 0)).toBeCloseTo(1, 5)
        expect(deltaGradients?.[image]).toBeCloseTo(expected.deltaGradients[image] ?? 0, 6)
      }
    }
  })
})
