import { expect, it } from 'vitest'
import { readShare, shareAt } from '../../../../renderer/pages/label/composables/split.ts'

it('a dragged line gives the upper list its share, and leaves both lists some room', () => {
  expect(shareAt(300, { top: 100, height: 400 })).toBe(0.5)
  expect(shareAt(0, { top: 100, height: 400 })).toBe(0.2)
  expect(shareAt(900, { top: 100, height: 400 })).toBe(0.85)
  expect(shareAt(300, { top: 100, height: 0 })).toBe(0.5)
})

it('what was kept is taken only when it is a share', () => {
  expect(readShare(0.61)).toBe(0.61)
  expect(readShare(7)).toBe(0.85)
  for (const other of [null, undefined, 'half', Number.NaN]) expect(readShare(other)).toBeNull()
})
