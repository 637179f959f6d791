import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { labelDifferences } from '../../../../core/dataset/nearDuplicates/conflicts.ts'
import { bands, distance, isTelling, NEAR } from '../../../../core/dataset/nearDuplicates/fingerprint.ts'
import { groupImages, sequenceOf } from '../../../../core/dataset/nearDuplicates/groups.ts'
import { nearPairs } from '../../../../core/dataset/nearDuplicates/pairs.ts'

const hex = (digits: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${digits}}$`))
/** A fingerprint and another with some of its bits turned. */
const related = fc.tuple(hex(32), fc.uniqueArray(fc.nat(127), { maxLength: 16 })).map(([bits, turned]) => {
  const binary = [...bits].flatMap((digit) => [...Number.parseInt(digit, 16).toString(2).padStart(4, '0')])
  for (const at of turned) binary[at] = binary[at] === '1' ? '0' : '1'
  return [bits, binary.join('').replace(/.{4}/g, (four) => Number.parseInt(four, 2).toString(16))] as const
})

describe('nearPairs', () => {
  it('finds exactly the pairs that comparing each with each finds', () => {
    fc.assert(
      fc.property(fc.array(related, { maxLength: 12 }), (couples) => {
        const looks = [...new Set(couples.flat())].filter((bits) => isTelling(bands(bits)))
        const images = looks.map((bits, id) => ({ id, hash: String(id), bits }))
        const expected = images.flatMap((a) =>
          images
            .slice(a.id + 1)
            .map((b) => ({ a: a.id, b: b.id, distance: distance(bands(a.bits), bands(b.bits)) }))
            .filter((pair) => pair.distance <= NEAR),
        )
        const key = ({ a, b }: { a: number; b: number }) => a * 1000 + b
        const sorted = (pairs: typeof expected) => pairs.toSorted((one, other) => key(one) - key(other))
        expect(sorted(nearPairs(images))).toEqual(sorted(expected))
      }),
    )
  })

  it('pairs copies, and takes plain surfaces for nothing', () => {
    const images = [
      { id: 1, hash: 'x', bits: null },
      { id: 2, hash: 'x', bits: null },
      { id: 3, hash: 'y', bits: '0'.repeat(32) },
      { id: 4, hash: 'z', bits: '0'.repeat(32) },
    ]
    expect(nearPairs(images)).toEqual([{ a: 1, b: 2, distance: 0 }])
  })
})

describe('groups', () => {
  const image = (id: number, path: string, hash = String(id)) => ({ id, path, hash })
  const images = [image(1, 'a/f_1.jpg'), image(2, 'a/f_2.jpg'), image(3, 'a/g.jpg'), image(4, 'b/f_1.jpg', '3')]

  it('link copies, near-duplicates, folders and sequences through any chain', () => {
    const together = (...args: Parameters<typeof groupImages>) => {
      const groups = groupImages(...args)
      return [...Map.groupBy(groups.keys(), (id) => groups.get(id)).values()]
    }
    expect(together(images, 'none', [])).toEqual([[1], [2], [3, 4]])
    expect(together(images, 'none', [{ a: 2, b: 4, distance: 3 }])).toEqual([[1], [2, 3, 4]])
    expect(together(images, 'sequence', [])).toEqual([
      [1, 2],
      [3, 4],
    ])
    expect(together(images, 'folder', [])).toEqual([[1, 2, 3, 4]])
  })

  it('keep the pages of a file together, as a sequence and as a video, and files with numbers apart', () => {
    const paths = ['s7.tif#page=1', 's7.tif#page=12', 's8.tif#page=1', 'a.jpg']
    const pages = paths.map((path, index) => image(index + 1, path, `hash ${index}`))
    for (const grouping of ['sequence', 'video'] as const) {
      const groups = groupImages(pages, grouping, [])
      expect([...Map.groupBy(groups.keys(), (id) => groups.get(id)).values()]).toEqual([[1, 2], [3], [4]])
    }
  })

  it('reads sequences from names', () => {
    expect(sequenceOf('a/film 2_0012.jpg')).toBe('a/film 2_#')
    expect(sequenceOf('a/plain.jpg')).toBe('a/plain')
  })
})

it('labels of the same objects agree at any size; a missing, moved or other box does not', () => {
  const box = (classId: number, x1: number, y1: number, x2: number, y2: number) => ({ classId, x1, y1, x2, y2 })
  const small = { width: 100, height: 50, boxes: [box(1, 10, 10, 30, 30)] }
  const large = (...boxes: Array<ReturnType<typeof box>>) => ({ width: 200, height: 100, boxes })
  expect(labelDifferences(small, large(box(1, 20, 20, 60, 61)))).toBe(0)
  expect(labelDifferences(small, large(box(2, 20, 20, 60, 60)))).toBe(2)
  expect(labelDifferences(small, large())).toBe(1)
  // Drawn a little larger: the same object on a changed picture, another box on a copy.
  const wider = { ...small, boxes: [box(1, 10, 10, 32, 31)] }
  expect(labelDifferences(small, wider)).toBe(0)
  expect(labelDifferences(small, wider, true)).toBe(2)
})
