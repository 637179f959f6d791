import fc from 'fast-check'
import { expect, it } from 'vitest'
import { descending } from '../../../core/detection/descending.ts'

it('sorts by value, the highest first, equal ones by index', () => {
  const value = fc.oneof(fc.float({ noNaN: true }), fc.constantFrom(-1, -0, 0, 1, 2 ** -149, -(2 ** -149)))
  fc.assert(
    fc.property(fc.array(value, { maxLength: 300 }), fc.infiniteStream(fc.boolean()), (all, chooses) => {
      const values = Float32Array.from(all)
      const indices = Int32Array.from([...values.keys()].filter(() => chooses.next().value))
      const expected = [...indices].sort((a, b) => (values[b] as number) - (values[a] as number) || a - b)
      expect([...descending(values, indices.toReversed())]).toEqual(expected)
    }),
  )
})
