import { describe, expect, it } from 'vitest'
import { rleBounds } from '../../../core/dataset/rle.ts'

/** The COCO API's packing: differences from the run two before, five bits a character, sign in the last. */
function packed(runs: readonly number[]): string {
  let text = ''
  runs.forEach((run, index) => {
    let value = index > 2 ? run - (runs[index - 2] ?? 0) : run
    let more = true
    while (more) {
      let bits = value & 31
      value >>= 5
      more = bits & 16 ? value !== -1 : value !== 0
      if (more) bits |= 32
      text += String.fromCharCode(bits + 48)
    }
  })
  return text
}

describe('the box around a run-length encoded mask', () => {
  // Four rows, five columns; columns are run through from the top.
  const size = [4, 5]

  it.each([
    { what: 'one pixel', counts: [5, 1, 14], box: { x1: 1, y1: 1, x2: 2, y2: 2 } },
    { what: 'a part of a column', counts: [9, 2, 9], box: { x1: 2, y1: 1, x2: 3, y2: 3 } },
    { what: 'two parts', counts: [5, 2, 2, 2, 9], box: { x1: 1, y1: 1, x2: 3, y2: 3 } },
    { what: 'a run over the end of a column', counts: [7, 2, 11], box: { x1: 1, y1: 0, x2: 3, y2: 4 } },
    { what: 'everything', counts: [0, 20], box: { x1: 0, y1: 0, x2: 5, y2: 4 } },
    { what: 'nothing', counts: [20], box: null },
    { what: 'more than there is', counts: [5, 100], box: null },
    { what: 'negative runs', counts: [5, -1, 16], box: null },
  ])('$what', ({ counts, box }) => {
    expect(rleBounds({ counts, size })).toEqual(box)
    if (counts.every((run) => run >= 0)) expect(rleBounds({ counts: packed(counts), size })).toEqual(box)
  })

  it('large runs, packed', () => {
    const counts = [100_000, 3, 497, 3, 499_397]
    expect(rleBounds({ counts: packed(counts), size: [500, 1200] })).toEqual({ x1: 200, y1: 0, x2: 202, y2: 3 })
  })

  it.each([
    null,
    {},
    { counts: '~~~', size },
    { counts: [1], size: [0, 5] },
    { counts: ['a'], size },
    { counts: 'oooo', size },
  ])('is null for %j', (written) => expect(rleBounds(written)).toBeNull())
})
