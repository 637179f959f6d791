import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitImages, type SplitImage } from '../../../core/dataset/split.ts'

const images: fc.Arbitrary<SplitImage[]> = fc
  .array(
    fc.record({
      classes: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 8 }).map((ids) => {
        const counts = new Map<number, number>()
        for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1)
        return counts
      }),
      group: fc.integer({ min: 0, max: 60 }).map(String),
    }),
    { minLength: 20, maxLength: 120 },
  )
  .map((list) => list.map((image, id) => ({ id, ...image })))

function shares(list: readonly SplitImage[], split: ReadonlyMap<number, string>, part: string) {
  return list.filter(({ id }) => split.get(id) === part).length / list.length
}

describe('splitImages', () => {
  it('gives every image one part, keeps groups together, and is the same for the same seed in any order', () => {
    fc.assert(
      fc.property(images, fc.integer({ min: 0, max: 1e9 }), (list, seed) => {
        const parts = { val: 0.2, test: 0.1, seed }
        const split = splitImages(list, parts)
        expect(split.size).toBe(list.length)
        const partOf = new Map<string, string>()
        for (const { id, group } of list) {
          const part = split.get(id) ?? ''
          expect(partOf.get(group) ?? part).toBe(part)
          partOf.set(group, part)
        }
        const reversed = splitImages(list.toReversed(), parts)
        expect([...split].sort(([a], [b]) => a - b)).toEqual([...reversed].sort(([a], [b]) => a - b))
      }),
    )
  })

  it('meets the shares to an image, and gives rare classes to every part', () => {
    const list = Array.from({ length: 200 }, (_, id): SplitImage => {
      const classes = new Map([[1, 1 + (id % 3)]])
      if (id % 20 === 0) classes.set(2, 1)
      return { id, classes, group: String(id) }
    })
    for (const seed of [1, 2, 3]) {
      const split = splitImages(list, { val: 0.2, test: 0.1, seed })
      expect(shares(list, split, 'val')).toBeCloseTo(0.2, 2)
      expect(shares(list, split, 'test')).toBeCloseTo(0.1, 2)
      const rare = (part: string) => list.filter(({ id, classes }) => classes.has(2) && split.get(id) === part).length
      expect([rare('train'), rare('val'), rare('test')]).toEqual([7, 2, 1])
    }
  })

  it('another seed gives another split', () => {
    const list = Array.from({ length: 40 }, (_, id): SplitImage => ({ id, classes: new Map(), group: String(id) }))
    const a = splitImages(list, { val: 0.5, test: 0, seed: 1 })
    const b = splitImages(list, { val: 0.5, test: 0, seed: 2 })
    expect([...a].some(([id, part]) => b.get(id) !== part)).toBe(true)
  })
})
