/** Suppression against torchvision, coding of boxes, and decoding of made-up predictions. */
import { expect, it } from 'vitest'
import { decodeBox, encodeBox, largestLogRatio } from '../../../core/detection/boxCoder.ts'
import { decodePredictions } from '../../../core/detection/decode.ts'
import { suppress } from '../../../core/detection/nms.ts'
import { makeAnchors } from '../../../core/model/anchors.ts'
import { trainingConfig } from '../../../core/training/config.ts'
import { golden } from '../model/golden.ts'

const crowd = Float32Array.from(
  Array.from({ length: 60 }, (_, i) => {
    const [x, y] = [40 + 30 * Math.sin(i * 1.7), 40 + 30 * Math.cos(i * 2.3)]
    const [w, h] = [20 + 10 * Math.sin(i), 20 + 8 * Math.cos(i * 0.7)]
    return [x - w, y - h, x + w, y + h]
  }).flat(),
)

it.each(Object.entries(golden.nms))('suppresses as torchvision at %s', (threshold, expected) => {
  const candidates = { boxes: crowd, scores: new Float32Array(60), classes: new Int32Array(60) }
  expect(suppress(candidates, Number(threshold), 100)).toEqual(expected)
})

it('keeps boxes at exactly the threshold and boxes of other classes', () => {
  // IoU of the first two is 1 / 2; the third lies on the first but is of another class.
  const boxes = Float32Array.from([0, 0, 2, 2, 0, 0, 2, 1, 0, 0, 2, 2])
  const candidates = { boxes, scores: new Float32Array(3), classes: Int32Array.from([0, 0, 1]) }
  expect(suppress(candidates, 0.5, 100)).toEqual([0, 1, 2])
  expect(suppress(candidates, 0.49, 100)).toEqual([0, 2])
  expect(suppress(candidates, 0.5, 1)).toEqual([0])
})

it('codes boxes as the oracle does, and back', () => {
  const { anchors, truths, target } = golden.boxLosses
  const [from, to] = [Float32Array.from(anchors), Float32Array.from(truths)]
  const deltas = new Float32Array(12)
  const back = new Float32Array(12)
  for (let row = 0; row < 3; row++) encodeBox(from, row, to, row, deltas, row * 4)
  for (const [index, value] of deltas.entries()) expect(value).toBeCloseTo(target[index] ?? Number.NaN, 6)
  for (let row = 0; row < 3; row++) decodeBox(from, row, deltas, row, back, row * 4)
  for (const [index, value] of back.entries()) expect(value).toBeCloseTo(truths[index] ?? Number.NaN, 3)
})

it('clamps absurd sizes', () => {
  const out = new Float32Array(4)
  decodeBox(Float32Array.from([0, 0, 16, 16]), 0, Float32Array.from([0, 0, 50, 50]), 0, out, 0)
  expect((out[2] as number) - (out[0] as number)).toBeCloseTo(16 * Math.exp(largestLogRatio), 2)
})

it('decodes, thresholds, clips and limits', () => {
  const config = trainingConfig.parse({})
  const anchors = makeAnchors(config.network, 64, 64)
  const logits = new Float32Array(anchors.count * 2).fill(-10)
  const deltas = new Float32Array(anchors.count * 4)
  // One anchor says both classes; its neighbour, half a stride away, says the first more weakly.
  logits[0] = 2
  logits[1] = 1
  const input = { width: 64, height: 64 }
  const found = decodePredictions(logits, deltas, anchors, input, config.detection)
  expect([...found.classes]).toEqual([0, 1])
  expect(found.scores[0]).toBeCloseTo(1 / (1 + Math.exp(-2)), 6)
  expect([...found.boxes].every((edge) => edge >= 0 && edge <= 64)).toBe(true)
  const strict = { ...config.detection, minimumScore: 0.8 }
  expect(decodePredictions(logits, deltas, anchors, input, strict).scores.length).toBe(1)
  const one = { ...config.detection, perLevel: 1 }
  expect(decodePredictions(logits, deltas, anchors, input, one).scores.length).toBe(1)
})
