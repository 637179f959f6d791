import { array, assert, boolean, constantFrom, float, infiniteStream, oneof, property } from 'fast-check'
import { expect, it } from 'vitest'
import { descending } from '../../../core/detection/descending.ts'

it('sorts by value, the highest first, equal ones by index', () => {
  const value = oneof(float({ noNaN: true }), constantFrom(-1, -0, 0, 1, 2 ** -149, -(2 ** -149)))
  assert(
    property(array(value, { maxLength: 300 }), infiniteStream(boolean()), (all, chooses) => {
      const values = Float32Array.from(all)
      const indices = Int32Array.from([...values.keys()].filter(() => chooses.next().value))
      const expected = [...indices].sort((a, b) => (values[b] as number) - (values[a] as number) || a - b)
      expect([...descending(values, indices.toReversed())]).toEqual(expected)
    }),
  )
})
