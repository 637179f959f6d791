import { expect, it } from 'vitest'
import { wallSecondsLeft } from '../../../../renderer/pages/train/run/timeLeft.ts'

/** Evaluations after so many seconds of training, at so many seconds on the wall. */
const rounds = (...times: Array<[seconds: number, wall: number]>) =>
  times.map(([seconds, wall]) => ({ seconds, at: new Date(1_800_000_000_000 + wall * 1000).toISOString() }))

it('is the time of the training while nothing is known of the validations', () => {
  expect(wallSecondsLeft([], 60)).toBe(60)
  expect(wallSecondsLeft(rounds([20, 50], [40, 90]), 60)).toBe(60)
})

it('counts the validations between, and no pause', () => {
  expect(wallSecondsLeft(rounds([20, 30], [40, 60], [60, 90]), 60)).toBe(90)
  expect(wallSecondsLeft(rounds([20, 30], [40, 60], [60, 3600], [80, 3630]), 60)).toBe(90)
})

it('does not mind a clock that is set back, nor two evaluations of one moment', () => {
  expect(wallSecondsLeft(rounds([20, 30], [40, -5000], [60, -4970], [80, -4940]), 60)).toBe(90)
  expect(wallSecondsLeft(rounds([20, 30], [40, 60], [40, 65], [60, 90], [80, 120]), 60)).toBe(90)
})
