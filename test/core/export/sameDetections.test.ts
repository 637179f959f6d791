import { describe, expect, it } from 'vitest'
import type { Detection } from '../../../core/training/events.ts'
import { expectSameDetections, rowsOf } from './sameDetections.ts'

const one = (score: number, classId = 1, x1 = 0): Detection => ({ classId, score, x1, y1: 0, x2: x1 + 10, y2: 10 })
const same = (found: Detection[], expected: Detection[]) => () => expectSameDetections(found, expected)

describe('two lists of detections', () => {
  it('are the same up to rounding', () => {
    expect(same([one(0.9), one(0.5, 2)], [one(0.90001), one(0.5, 2, 0.3)])).not.toThrow()
  })

  it('may have ties in either order, and lose either at the end', () => {
    expect(same([one(0.9), one(0.5, 1), one(0.5, 2)], [one(0.9), one(0.5, 2), one(0.500001, 1)])).not.toThrow()
    expect(same([one(0.9), one(0.5, 1)], [one(0.9), one(0.5, 2)])).not.toThrow()
  })

  it.each([
    ['another order', [one(0.5, 2), one(0.9)]],
    ['another class', [one(0.9, 3), one(0.5, 2)]],
    ['another score', [one(0.8), one(0.5, 2)]],
    ['another place', [one(0.9, 1, 1), one(0.5, 2)]],
    ['one less', [one(0.9)]],
    ['one twice', [one(0.5, 2), one(0.5, 2)]],
  ])('differ by %s', (_name, found) => {
    expect(same(found, [one(0.9), one(0.5, 2)])).toThrow()
  })

  it('are read from the columns of a model', () => {
    expect(rowsOf([7], [0.5], [1, 2, 3, 4])).toEqual([{ classId: 7, score: 0.5, x1: 1, y1: 2, x2: 3, y2: 4 }])
  })
})
