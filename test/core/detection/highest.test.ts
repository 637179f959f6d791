import { array, assert, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { highest } from '../../../core/detection/highest.ts'

describe('highest values', () => {
  it('are those that sorting finds, the earlier ones of equals', () => {
    const few = integer({ min: -5, max: 5 })
    assert(
      property(array(few, { maxLength: 60 }), few, integer({ min: 1, max: 20 }), (list, threshold, count) => {
        const values = Float32Array.from(list)
        const sorted = list
          .map((value, index) => ({ value, index }))
          .filter(({ value }) => value > threshold)
          .toSorted((a, b) => b.value - a.value || a.index - b.index)
          .slice(0, count)
        const found = highest(values, 0, values.length, threshold, count)
        expect([...found].sort((a, b) => a - b)).toEqual(sorted.map(({ index }) => index).toSorted((a, b) => a - b))
      }),
    )
  })
})
