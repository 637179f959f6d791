import { expect, it } from 'vitest'
import { batchSize } from '../../../core/training/batchSize.ts'

it.each([
  [{ minutes: 3 }, 2],
  [{ minutes: 5 }, 2],
  [{ minutes: 10 }, 4],
  [{ steps: 1250 }, 2],
  [{ steps: 1251 }, 4],
])('leaves %o to steps of %i images', (budget, images) => {
  expect(batchSize({ batch: null, budget })).toBe(images)
})

it('takes the setting where there is one', () => {
  expect(batchSize({ batch: 16, budget: { minutes: 3 } })).toBe(16)
})
