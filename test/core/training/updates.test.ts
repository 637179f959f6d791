/** Whole updates (clipping, rates per group, optimizer, moving average) and schedules against PyTorch. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor1D } from '@tensorflow/tfjs'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { applyGradients } from '../../../core/training/applyGradients.ts'
import { trainingConfig } from '../../../core/training/config.ts'
import { makeOptimizer } from '../../../core/training/optimizers.ts'
import { makeGroup } from '../../../core/training/parameterGroup.ts'
import { learningRateFactor, momentumAt } from '../../../core/training/schedule.ts'
import { backends, useBackend } from './losses/golden.ts'

interface Schedule {
  points: number[]
  rates: number[]
  momentum?: number[]
}
interface Golden {
  updates: Record<'adamw' | 'sgd', { weights: number[]; average: number[]; norms: number[] }>
  oneCycle: Schedule
  cosine: Schedule
  step: Schedule
}
const file = path.resolve(import.meta.dirname, '../../oracles/training/updates.json')
const golden = JSON.parse(readFileSync(file, 'utf8')) as Golden

function gradient(weights: Tensor1D, step: number, salt: number): Tensor1D {
  const values = weights.dataSync()
  return tf.tensor1d(
    Float32Array.from(values, (value, index) => 0.6 * Math.sin(1.3 * step + 0.7 * index + salt) + 0.1 * value),
  )
}

describe.each(backends)('on %s', (backend) => {
  beforeAll(() => useBackend(backend))

  it.each(['adamw', 'sgd'] as const)('%s', (name) => {
    const config = trainingConfig.parse({ optimizer: { name, weightDecay: 0.1, clipNorm: 0.8 } })
    const optimizer = makeOptimizer(config.optimizer)
    const group = (part: 'c5' | 'heads', factor: number, values: number[]) => {
      const spec = {
        name: 'w',
        shape: [values.length],
        kind: 'weight',
        stage: 'new',
        initial: { kind: 'constant', value: 0 },
      }
      return makeGroup(part, [spec as never], factor, new Map([['w', Float32Array.from(values)]]), optimizer.slots)
    }
    const groups = [group('c5', 0.3, [0.5, -0.3, 0, 1.2, -2]), group('heads', 1, [1, -1, 0.25])]
    for (let step = 1; step <= 10; step++) {
      const gradients = groups.map(({ weights }, index) => gradient(weights, step, index * 2))
      const norm = Math.hypot(...gradients.flatMap((one) => [...one.dataSync()]))
      expect(norm).toBeCloseTo(golden.updates[name].norms[step - 1] ?? NaN, 5)
      applyGradients(config, optimizer, groups, gradients, norm, { learningRate: 0.01 })
    }
    const joined = (which: 'weights' | 'average') => groups.flatMap((one) => [...one[which].dataSync()])
    for (const which of ['weights', 'average'] as const) {
      for (const [index, value] of joined(which).entries()) {
        expect(value).toBeCloseTo(golden.updates[name][which][index] ?? NaN, 6)
      }
    }
  })
})

describe('schedules', () => {
  const settings = (schedule: object) => trainingConfig.parse({ schedule }).schedule
  it.each([
    ['oneCycle', settings({ shape: 'one-cycle' })],
    ['cosine', settings({ shape: 'cosine', warmup: 0, floor: 0.01 })],
    ['step', settings({ shape: 'step', warmup: 0 })],
  ] as const)('%s', (name, schedule) => {
    const { points, rates, momentum } = golden[name]
    for (const [index, point] of points.entries()) {
      expect(learningRateFactor(schedule, point)).toBeCloseTo(rates[index] ?? NaN, 3)
      if (momentum) expect(momentumAt(schedule, point)).toBeCloseTo(momentum[index] ?? NaN, 3)
      else expect(momentumAt(schedule, point)).toBeNull()
    }
  })
})
