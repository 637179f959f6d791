import { describe, expect, it } from 'vitest'
import type { ImageRow } from '../../../core/project/types.ts'
import { blocksOf, RowCache } from '../../../renderer/stores/rowCache.ts'

function row(id: number): ImageRow {
  return {
    id,
    path: `${id}.jpg`,
    name: `${id}.jpg`,
    width: 4,
    height: 3,
    orientation: 1,
    bytes: 10,
    hash: 'f'.repeat(64),
    state: 'new',
    split: null,
    leftOut: false,
    problem: null,
    video: null,
    boxCount: 0,
    revision: 0,
    preview: null,
    boxes: [],
  }
}

describe('RowCache', () => {
  it('asks for each row once, until it is stale', () => {
    const cache = new RowCache(10)
    expect(cache.claim([1, 2])).toEqual([1, 2])
    expect(cache.claim([1, 2, 3])).toEqual([3])
    cache.put([row(1), row(2), row(3)])
    cache.release([1, 2, 3])
    expect(cache.claim([1, 2, 3])).toEqual([])
    cache.makeStale([2])
    expect(cache.get(2)).toBeDefined()
    expect(cache.claim([1, 2, 3])).toEqual([2])
  })

  it('takes rows for fresh that were asked for after they became stale, and not again since', () => {
    const cache = new RowCache(10)
    cache.put([row(1), row(2)])
    const since = cache.makeStale()
    cache.makeStale([2])
    cache.put([row(1), row(2), row(3)], since)
    expect(cache.claim([1, 2, 3])).toEqual([2])
  })

  it('keeps no more rows than its limit, the newest', () => {
    const cache = new RowCache(2)
    cache.put([row(1), row(2), row(3)])
    expect([1, 2, 3].map((id) => cache.get(id)?.id)).toEqual([undefined, 2, 3])
  })
})

describe('blocksOf', () => {
  it('covers a range on a fixed raster', () => {
    expect(blocksOf(150, 320, 100, 1000)).toEqual([
      [100, 200],
      [200, 300],
      [300, 400],
    ])
    expect(blocksOf(0, 50, 100, 30)).toEqual([[0, 30]])
    expect(blocksOf(0, 0, 100, 30)).toEqual([])
  })
})
