/** Learning rate, moving average, budget and sampler. */
import { expect, it } from 'vitest'
import { evaluationsDue, secondsLeft, usedBudget } from '../../../core/training/budget.ts'
import { trainingConfig } from '../../../core/training/config.ts'
import { repeatFactors } from '../../../core/training/repeatFactors.ts'
import { Sampler } from '../../../core/training/sampler.ts'
import { averageDecay, learningRateFactor } from '../../../core/training/schedule.ts'
import type { Progress } from '../../../core/training/trainingState.ts'

const { schedule } = trainingConfig.parse({})
const progress = (step: number, seconds: number): Progress => ({
  step,
  seconds,
  learningRateFactor: 1,
  positives: null,
  evaluations: 0,
  withoutImprovement: 0,
  best: null,
})

it('warms up, then falls as a cosine to its floor', () => {
  expect(learningRateFactor(schedule, 0)).toBe(0.01)
  expect(learningRateFactor(schedule, 0.025)).toBeCloseTo(0.5)
  expect(learningRateFactor(schedule, 0.05)).toBeCloseTo(1)
  expect(learningRateFactor(schedule, 0.525)).toBeCloseTo(0.505)
  expect(learningRateFactor(schedule, 1)).toBeCloseTo(0.01)
  expect(learningRateFactor({ ...schedule, shape: 'step' }, 0.99)).toBeCloseTo(0.01)
})

it('remembers little at first', () => {
  expect(averageDecay(0.99, 1)).toBeCloseTo(2 / 11)
  expect(averageDecay(0.99, 10_000)).toBe(0.99)
})

it('measures budgets of time and of steps', () => {
  expect(usedBudget({ minutes: 1 }, progress(10, 30))).toBe(0.5)
  expect(usedBudget({ steps: 40 }, progress(10, 30))).toBe(0.25)
  expect(secondsLeft({ minutes: 1 }, progress(10, 45))).toBe(15)
  expect(secondsLeft({ steps: 40 }, progress(10, 30))).toBe(90)
  expect(secondsLeft({ steps: 40 }, progress(0, 0))).toBeNull()
  expect(evaluationsDue(trainingConfig.parse({ budget: { steps: 40 } }), progress(10, 30))).toBe(2)
  const often = trainingConfig.parse({ validation: { everySeconds: 7 } })
  expect(evaluationsDue(often, progress(10, 30))).toBe(4)
})

it('draws every sample once an epoch, and goes on from its state', () => {
  const sampler = new Sampler(new Float64Array(5).fill(1), 8, 3)
  const epoch = sampler.take(5).map(({ sample }) => sample)
  expect(epoch.sort()).toEqual([0, 1, 2, 3, 4])
  sampler.peek(7)
  const resumed = new Sampler(new Float64Array(5).fill(1), 8, 3, structuredClone(sampler.state))
  expect(resumed.take(20)).toEqual(sampler.take(20))
})

it('shows repeated samples as often as their factors say', () => {
  const sampler = new Sampler(Float64Array.of(1, 2, 1.5), 8, 3)
  const counts = [0, 0, 0]
  for (const { sample } of sampler.take(4500)) counts[sample] = (counts[sample] ?? 0) + 1
  expect((counts[1] ?? 0) / (counts[0] ?? 1)).toBeCloseTo(2, 1)
  expect((counts[2] ?? 0) / (counts[0] ?? 1)).toBeCloseTo(1.5, 1)
})

it('repeats the samples of rare classes by the square root of their rarity', () => {
  const samples = [...Array.from({ length: 15 }, () => new Set([1])), new Set([1, 2])]
  expect(repeatFactors(samples, 0.25)).toEqual(Float64Array.from([...Array.from({ length: 15 }, () => 1), 2]))
  expect(repeatFactors([new Set<number>(), new Set([1])], 0)).toEqual(Float64Array.of(1, 1))
})
