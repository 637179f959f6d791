import { expect, it } from 'vitest'
import type { StoredTrainEvent, TrainEvent } from '../../../../core/training/events.ts'
import {
  axisEnd,
  clock,
  lossLimit,
  lossSeries,
  scoreSeries,
  smoothed,
} from '../../../../renderer/pages/train/run/curves.ts'
import { addEvents, emptyStory } from '../../../../renderer/story/runStory.ts'

const step = (number: number, loss = 1): TrainEvent => ({
  kind: 'step',
  step: number,
  seconds: number * 2,
  progress: number / 10,
  loss,
  classLoss: loss / 4,
  boxLoss: (loss * 3) / 4,
  learningRate: 1e-3,
  imagesPerSecond: 8,
  secondsLeft: null,
})
const started = (resumedAt: number | null): TrainEvent => ({
  kind: 'started',
  backend: 'TensorFlow',
  trainImages: 10,
  valImages: 2,
  parameters: 100,
  resumedAt,
})
const stored = (events: TrainEvent[], from = 1): StoredTrainEvent[] =>
  events.map((event, index) => ({ ...event, seq: from + index, at: '2026-01-01T00:00:00.000Z' }))

it('builds the same story from one replay as from live pieces, repeats included', () => {
  const events = stored([started(null), step(1), step(2), step(3)])
  const whole = addEvents(emptyStory(), events)
  const pieces = addEvents(addEvents(emptyStory(), events.slice(0, 3)), events.slice(1))
  expect(pieces).toEqual(whole)
  expect(whole.steps.map((one) => one.step)).toEqual([1, 2, 3])
  expect(whole.lastSeq).toBe(4)
})

it('goes back to the checkpoint when a run is resumed', () => {
  const story = addEvents(
    emptyStory(),
    stored([started(null), step(1), step(2), step(3), started(2), step(3), step(4)]),
  )
  expect(story.steps.map((one) => one.step)).toEqual([1, 2, 3, 4])
  expect(story.notes.map((note) => note.text)).toEqual(['Started: TensorFlow', 'Went on from step 2: TensorFlow'])
})

it('marks roll-backs on the curve', () => {
  const back: TrainEvent = { kind: 'rolled-back', step: 3, toStep: 1, learningRateFactor: 0.5, reason: 'Not a number.' }
  const story = addEvents(emptyStory(), stored([started(null), step(1), step(2), step(3), back, step(2)]))
  expect(story.steps.map((one) => one.step)).toEqual([1, 2])
  expect(story.rollbacks).toEqual([{ seconds: 6 }])
})

it('smooths without a bias at the start', () => {
  const flat = smoothed([
    [0, 3],
    [1, 3],
    [2, 3],
  ])
  for (const [, y] of flat) expect(y).toBeCloseTo(3, 12)
  const series = lossSeries(addEvents(emptyStory(), stored([step(1, 4), step(2, 2)])).steps)
  expect(series.map(({ name }) => name)).toEqual(['Total', 'Class', 'Box', 'Each step'])
  expect(series[3]?.points).toEqual([
    [2, 4],
    [4, 2],
  ])
})

it('draws scores without ground truth at zero', () => {
  const scores = { ap: -1, ap50: -1, ap75: -1, perClass: [] }
  const evaluation: TrainEvent = { kind: 'evaluation', step: 5, seconds: 9, scores, best: false, samples: [] }
  const { evaluations } = addEvents(emptyStory(), stored([evaluation]))
  expect(scoreSeries(evaluations)[0]?.points).toEqual([[9, 0]])
})

it('writes times as a clock does', () => {
  expect([0, 65, 3665].map(clock)).toEqual(['0:00', '1:05', '1:01:05'])
})

it('lets one odd step bend neither the curve nor the axis', () => {
  const steps = Array.from({ length: 40 }, (_, index) => step(index + 1, index === 20 ? 100 : 1))
  const series = lossSeries(addEvents(emptyStory(), stored(steps)).steps)
  expect(Math.max(...(series[0]?.points ?? []).map(([, y]) => y ?? 0))).toBeLessThan(1.3)
  expect(lossLimit(series)).toBeLessThan(1.5)
  expect([0.43, 1.2, 6.3, 24].map(axisEnd)).toEqual([0.5, 1.2, 8, 25])
})
