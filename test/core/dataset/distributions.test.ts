import { expect, it } from 'vitest'
import { distributions } from '../../../core/dataset/distributions.ts'
import { parseSearch } from '../../../core/dataset/search/parse.ts'
import type { ImageRecord } from '../../../core/project/types.ts'
import { binSearch, cellSearch, classSearch } from '../../../renderer/pages/data/statistics/searches.ts'

it('counts shapes, places and classes that share images', () => {
  const facts = {
    orientation: 1,
    bytes: 1,
    state: 'done',
    split: null,
    leftOut: false,
    problem: null,
    video: null,
  } as const
  const image = (id: number): ImageRecord => ({
    ...facts,
    id,
    path: `${id}`,
    name: `${id}`,
    width: 120,
    height: 120,
    hash: `${id}`,
    boxCount: 0,
    revision: 0,
  })
  const box = (classId: number, x1: number, y1: number, x2: number, y2: number) => ({ classId, x1, y1, x2, y2 })
  const boxes = new Map([
    [1, [box(1, 0, 0, 10, 10), box(2, 0, 0, 120, 12), box(2, 110, 110, 120, 120)]],
    [2, [box(2, 0, 0, 10, 10), box(1, 0, 0, 10, 10)]],
    [3, [box(3, 0, 0, 10, 0)]],
  ])
  const found = distributions([image(1), image(2), image(3)], boxes)
  expect(found.together).toEqual([{ classIds: [1, 2], images: 2 }])
  expect(found.ratios.counts.reduce((sum, count) => sum + count)).toBe(5)
  expect(found.ratios.counts.at(-1)).toBe(1)
  const { side, counts } = found.positions
  expect([counts[0], counts[side / 2], counts.at(-1)]).toEqual([4, 1, 1])
})

it('every picture leads to a search that is understood', () => {
  const searches = [
    classSearch('car', 'traffic "red" light'),
    binSearch('side', [0.1, 0.5, 1], 0),
    binSearch('ratio', [0.1, 0.5, 1], 2),
    ...Array.from({ length: 144 }, (_, index) => cellSearch(index, 12)),
  ]
  for (const search of searches) {
    const { terms, problem } = parseSearch(search)
    expect(problem).toBeNull()
    expect(terms.length).toBeGreaterThan(0)
  }
  expect(binSearch('side', [0.1, 0.5, 1], 1)).toBe('side:>0.1 side:<=0.5')
})
