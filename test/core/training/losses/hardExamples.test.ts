/** Hard example mining against torchvision's NMS and PyTorch autograd in float64. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor, Tensor3D } from '@tensorflow/tfjs'
import { beforeAll, expect, it } from 'vitest'
import { makeAnchors } from '../../../../core/model/anchors.ts'
import { SeededRandom } from '../../../../core/model/random.ts'
import { trainingConfig } from '../../../../core/training/config.ts'
import { lossOfBatch, lossOfEachAnchor } from '../../../../core/training/lossOfBatch.ts'
import { targetTensors } from '../../../../core/training/targetTensors.ts'
import { keepHardExamples } from '../../../../core/training/losses/hardExamples.ts'
import { hardestFirst, suppressByLoss } from '../../../../core/training/losses/lossSuppression.ts'
import { normalisersOf } from '../../../../core/training/losses/normaliser.ts'
import type { Targets } from '../../../../core/training/targets.ts'
import { readGolden, useBackend } from './golden.ts'

interface Case {
  every: number
  examples: number
  iou: number
  ratio: boolean
  chosen: number[]
  loss: number
  gradientNorm: number
}
const cases = readGolden<Case[]>('mining')
const classes = 3
const anchors = makeAnchors(trainingConfig.parse({}).network, 96, 128)
const logits = Float32Array.from({ length: anchors.count * classes }, (_, i) => 3 * Math.sin(0.37 * i * i) - 2)

beforeAll(() => useBackend('cpu'))

/** Every so many anchors one is positive, of the classes in turn; the one after it is ignored. */
function targetsOf(every: number): Targets {
  const count = every === 0 ? 0 : Math.ceil(anchors.count / every)
  const positives = Int32Array.from({ length: count }, (_, index) => index * every)
  return {
    positives,
    classes: positives.map((_, index) => index % classes),
    deltas: new Float32Array(count * 4),
    ignored: positives.map((anchor) => anchor + 1).filter((anchor) => anchor < anchors.count),
  }
}

it.each(cases)('N $examples, IoU $iou, 1:3 $ratio, a positive in $every', (given) => {
  const { examples, iou, ratio, every } = given
  const settings = trainingConfig.parse({
    loss: { name: ratio ? 'ohem-1-3' : 'ohem', ohem: { examples, nmsIou: iou } },
  }).loss
  // Two images, the second without boxes, so that each has its own examples.
  const targets = [targetsOf(every), targetsOf(0)]
  const both = new Float32Array(logits.length * 2)
  both.set(logits)
  both.set(logits, logits.length)
  const classLogits = tf.tensor3d(both, [2, anchors.count, classes])
  const boxDeltas = tf.zeros([2, anchors.count, 4]) as Tensor3D
  const unweighted = targetTensors(targets, [1, 1], anchors)
  const losses = lossOfEachAnchor({ classLogits, boxDeltas }, unweighted).dataSync() as Float32Array
  const [hard, other] = keepHardExamples(targets, losses, anchors, settings) as [Targets, Targets]
  expect(chosenOf(hard)).toEqual(given.chosen)
  const empty = cases.find(
    (one) => one.every === 0 && one.examples === examples && one.iou === iou && one.ratio === ratio,
  )
  expect(chosenOf(other)).toEqual(empty?.chosen)

  const first = tf.tensor3d(logits, [1, anchors.count, classes])
  const noDeltas = tf.zeros([1, anchors.count, 4]) as Tensor3D
  const chosen = targetTensors([hard], normalisersOf([hard], 'batch'), anchors)
  const loss = (x: Tensor) => {
    const predictions = { classLogits: x as Tensor3D, boxDeltas: noDeltas }
    return lossOfBatch(predictions, chosen, settings).classLoss
  }
  const { value, grad } = tf.valueAndGrad(loss)(first)
  expect((value.dataSync()[0] ?? 0) / given.loss).toBeCloseTo(1, 5)
  expect(Math.hypot(...grad.dataSync()) / given.gradientNorm).toBeCloseTo(1, 5)
})

it('suppresses as comparing every pair does, whatever the anchors', () => {
  const random = new SeededRandom(4)
  for (const threshold of [0.3, 0.5, 0.7]) {
    const config = trainingConfig.parse({
      network: { anchors: { baseScale: random.uniform(1, 6), ratios: [0.3, 1, 2.7] }, pyramid: { levels: [3, 5, 6] } },
    }).network
    const some = makeAnchors(config, 96, 160)
    const losses = Float32Array.from({ length: some.count }, () => random.uniform(0, 1))
    const ordered = hardestFirst(losses, Int32Array.from([5, 17]))
    const expected: number[] = []
    for (const anchor of ordered) {
      if (!expected.some((rival) => overlap(some.boxes, rival * 4, anchor * 4) > threshold)) expected.push(anchor)
    }
    expect([...suppressByLoss(ordered, some, threshold)]).toEqual(expected)
    expect(ordered.length).toBe(some.count - 2)
    expect(ordered.every((anchor, index) => index === 0 || order(losses, ordered[index - 1] ?? 0, anchor))).toBe(true)
  }
})

function chosenOf(target: Targets): number[] {
  const ignored = new Set(target.ignored)
  return Array.from({ length: anchors.count }, (_, anchor) => anchor).filter((anchor) => !ignored.has(anchor))
}

function order(losses: Float32Array, before: number, after: number): boolean {
  return (losses[before] ?? 0) >= (losses[after] ?? 0)
}

function overlap(boxes: Float32Array, a: number, b: number): number {
  const [ax1 = 0, ay1 = 0, ax2 = 0, ay2 = 0] = boxes.subarray(a, a + 4)
  const [bx1 = 0, by1 = 0, bx2 = 0, by2 = 0] = boxes.subarray(b, b + 4)
  const width = Math.max(0, Math.min(ax2, bx2) - Math.max(ax1, bx1))
  const height = Math.max(0, Math.min(ay2, by2) - Math.max(ay1, by1))
  return (width * height) / ((ax2 - ax1) * (ay2 - ay1) + (bx2 - bx1) * (by2 - by1) - width * height)
}
