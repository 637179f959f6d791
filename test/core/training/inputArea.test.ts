import { expect, it } from 'vitest'
import { inputArea } from '../../../core/training/inputArea.ts'

const [usual, larger] = [512 * 384, 640 * 512]
const photos = [{ width: 768, height: 1024, count: 9 }]
const empty = { width: null, height: null, area: null }

it.each([
  [{ minutes: 15 }, photos, usual],
  [{ minutes: 30 }, photos, larger],
  [{ steps: 2250 }, photos, usual],
  [{ steps: 3000 }, photos, larger],
  [{ minutes: 30 }, [{ width: 640, height: 480, count: 1 }], larger],
  [{ minutes: 30 }, [{ width: 320, height: 240, count: 5 }, ...photos], larger],
  [{ minutes: 30 }, [{ width: 320, height: 240, count: 10 }, ...photos], usual],
  [{ minutes: 30 }, [], usual],
])('in %o, of %o: %i pixels', (budget, shapes, pixels) => {
  expect(inputArea({ input: empty, budget }, shapes)).toBe(pixels)
})

it('takes the setting where there is one', () => {
  expect(inputArea({ input: { ...empty, area: 800 * 608 }, budget: { minutes: 3 } }, photos)).toBe(800 * 608)
})
