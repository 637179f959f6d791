import { describe, expect, it } from 'vitest'
import type { TrainEvent } from '../../../../core/training/events.ts'
import { runCurves, smoothed, steadyMaximum } from '../../../../renderer/pages/models/curves.ts'
import { addEvents, emptyStory, type RunStory } from '../../../../renderer/story/runStory.ts'

function story(events: TrainEvent[]): RunStory {
  const stored = events.map((event, index) => ({ ...event, seq: index + 1, at: '2026-01-01T00:00:00Z' }))
  return addEvents(emptyStory(), stored)
}

function step(number: number, loss: number): TrainEvent {
  const timing = { seconds: number, progress: 0, imagesPerSecond: 1, secondsLeft: null }
  return { kind: 'step', step: number, loss, classLoss: loss / 2, boxLoss: loss / 2, learningRate: 0.001, ...timing }
}

describe('curves of a run', () => {
  it('forget what a roll-back took back', () => {
    const back: TrainEvent = { kind: 'rolled-back', step: 3, toStep: 1, learningRateFactor: 0.5, reason: 'NaN' }
    const curves = runCurves(story([step(1, 4), step(2, 9), step(3, 99), back, step(2, 3)]))
    expect(curves.loss).toEqual([
      [1, 4],
      [2, 3],
    ])
    expect(curves.classLoss.at(-1)).toEqual([2, 1.5])
  })

  it('forget what came after the checkpoint that a run went on from', () => {
    const facts = { backend: 'cpu', trainImages: 1, valImages: 1, parameters: 1 }
    const started = (resumedAt: number | null): TrainEvent => ({ kind: 'started', ...facts, resumedAt })
    const curves = runCurves(story([started(null), step(1, 4), step(2, 3), started(1), step(2, 2)]))
    expect(curves.loss).toEqual([
      [1, 4],
      [2, 2],
    ])
  })
})

describe('smoothing', () => {
  it('leaves a straight line as it is, ends included', () => {
    const line = Array.from({ length: 500 }, (_, x) => [x, 3 * x + 1] as const)
    for (const [index, [x, y]] of smoothed(line).entries()) {
      expect([x, y]).toEqual([index, expect.closeTo(3 * index + 1, 6)])
    }
  })

  it('leaves few points alone', () => {
    const few = [
      [1, 5],
      [2, 1],
    ] as const
    expect(smoothed(few)).toEqual(few)
  })
})

describe('the top of a loss axis', () => {
  const falling = Array.from({ length: 60 }, (_, x) => [x, 2 - x / 40] as const)

  it('is left to the chart while nothing sticks out', () => {
    expect(steadyMaximum([falling])).toBeUndefined()
    expect(steadyMaximum([[]])).toBeUndefined()
  })

  it('does not follow a single spike', () => {
    expect(steadyMaximum([[...falling, [60, 46]]])).toBeCloseTo(2.4, 1)
  })
})
