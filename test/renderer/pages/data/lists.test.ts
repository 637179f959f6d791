import { expect, it } from 'vitest'
import { movedTo } from '../../../../renderer/pages/data/classes/reorder.ts'
import { toggled } from '../../../../renderer/pages/data/toggled.ts'

it('moves a value to a position', () => {
  expect(movedTo(['a', 'b', 'c'], 'a', 2)).toEqual(['b', 'c', 'a'])
  expect(movedTo(['a', 'b', 'c'], 'c', 0)).toEqual(['c', 'a', 'b'])
  expect(movedTo(['a', 'b'], 'a', 9)).toEqual(['b', 'a'])
})

it('toggles a value, and an empty list means no filter', () => {
  expect(toggled(undefined, 1)).toEqual([1])
  expect(toggled([1, 2], 1)).toEqual([2])
  expect(toggled([1], 1)).toBeUndefined()
})
