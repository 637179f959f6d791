import { expect, it } from 'vitest'
import { REST_MS, ScrollPace } from '../../../../renderer/pages/data/grid/scrollPace.ts'

const SCREEN = 800

/** Which of these steps, one each 16 ms, are hurried. */
function hurried(pixels: number, steps = 4): boolean[] {
  const pace = new ScrollPace()
  return Array.from({ length: steps }, (_, step) => pace.isHurried(step * pixels, SCREEN, 1000 + step * 16))
}

it('tells reading from rushing by', () => {
  expect(hurried(40)).toEqual([false, false, false, false])
  expect(hurried(400)).toEqual([false, true, true, true])
  expect(hurried(-400)).toEqual([false, true, true, true])
})

it('takes a single leap for an arrival', () => {
  const pace = new ScrollPace()
  pace.isHurried(0, SCREEN, 1000)
  expect(pace.isHurried(5_000_000, SCREEN, 1000 + REST_MS)).toBe(false)
})
