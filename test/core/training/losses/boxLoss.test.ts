/** Box losses against PyTorch and torchvision in float64: value and gradient at the deltas. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Anchors } from '../../../../core/model/anchors.ts'
import { boxLossNames } from '../../../../core/training/config.ts'
import { boxLoss, type BoxLossSettings } from '../../../../core/training/losses/boxLoss.ts'
import { targetTensors } from '../../../../core/training/targetTensors.ts'
import { backends, readGolden, useBackend } from './golden.ts'

type Row = [number, number, number, number]
interface Golden {
  names: string[]
  anchors: Row[]
  said: Row[]
  target: Row[]
  losses: Array<{ name: BoxLossSettings['box']; beta: number; values: number[]; gradients: Row[] }>
}
const golden = readGolden<Golden>('boxes')

/** Loss and gradient of one box among two images of three anchors. */
function lossOf(index: number, settings: BoxLossSettings) {
  const place = 4
  const targets = {
    rows: tf.tensor1d([place], 'int32'),
    deltas: tf.tensor2d([golden.target[index] as Row]),
    anchors: tf.tensor2d([golden.anchors[index] as Row]),
    weights: tf.tensor2d([1], [1, 1]),
  }
  const all = new Float32Array(24)
  all.set(golden.said[index] as Row, place * 4)
  const x = tf.tensor3d(all, [2, 3, 4])
  const { value, grad } = tf.valueAndGrad((x: Tensor) => boxLoss(x as Tensor3D, targets, settings))(x)
  const gradient = [...grad.dataSync()]
  return { value: value.dataSync()[0] ?? Number.NaN, own: gradient.splice(place * 4, 4), others: gradient }
}

describe.each(backends)('on %s', (backend) => {
  beforeAll(() => useBackend(backend))

  // Overlaps are numbers around one made of subtractions: float32 knows them to 1e-7 of one, not of a loss near zero.
  // A component of the gradient is compared as a part of the box's whole gradient for the same reason.
  it.each(golden.losses)('$name, beta $beta', ({ name, beta, values, gradients }) => {
    for (const [index, expected] of values.entries()) {
      const { value, own, others } = lossOf(index, { box: name, smoothL1Beta: beta })
      const what = `${name}: ${golden.names[index]}`
      expect(Math.abs(value - expected), what).toBeLessThan(1e-5 * Math.max(0.1, expected))
      const gradient = gradients[index] as Row
      const size = Math.max(1e-2, Math.hypot(...gradient))
      for (const [column, slope] of gradient.entries()) {
        expect(Math.abs((own[column] ?? Number.NaN) - slope) / size, `${what}, gradient`).toBeLessThan(1e-5)
      }
      expect(others.every((other) => other === 0)).toBe(true)
    }
  })

  it.each(boxLossNames)('%s stays finite when what the network says is absurd', (box) => {
    const extremes = [-1000, -60, -30, 0, 1000]
    const said = extremes.flatMap((shift) =>
      extremes.flatMap((wide) => extremes.map((high): Row => [shift, -shift, wide, high])),
    )
    const rows = said.map((_, index) => index)
    const targets = {
      rows: tf.tensor1d(rows, 'int32'),
      deltas: tf.tensor2d(rows.map((): Row => [0.1, -0.1, 0.2, 0])),
      anchors: tf.tensor2d(rows.map((): Row => [4, 4, 36, 68])),
      weights: tf.ones([rows.length, 1]) as Tensor2D,
    }
    const x = tf.tensor3d([said])
    const loss = (x: Tensor) => boxLoss(x as Tensor3D, targets, { box, smoothL1Beta: 0.11 })
    const { value, grad } = tf.valueAndGrad(loss)(x)
    expect(Number.isFinite(value.dataSync()[0])).toBe(true)
    const bad = said.filter(
      (_, index) =>
        !grad
          .dataSync()
          .slice(index * 4, index * 4 + 4)
          .every(Number.isFinite),
    )
    expect(bad).toEqual([])
  })

  it('is zero, not NaN, without positives', () => {
    const anchors: Anchors = { boxes: Float32Array.of(0, 0, 8, 8), count: 1, perPosition: 1, levels: [] }
    const none = new Int32Array()
    const nothing = { positives: none, classes: none, deltas: new Float32Array(), ignored: none }
    const targets = targetTensors([nothing], [1], anchors).boxes
    const x = tf.ones([1, 2, 4]) as Tensor3D
    for (const box of boxLossNames) {
      const loss = (x: Tensor) => boxLoss(x as Tensor3D, targets, { box, smoothL1Beta: 0.11 })
      const { value, grad } = tf.valueAndGrad(loss)(x)
      expect(value.dataSync()[0]).toBe(0)
      expect([...grad.dataSync()].every((slope) => slope === 0)).toBe(true)
    }
  })
})
