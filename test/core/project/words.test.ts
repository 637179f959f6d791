/** Paths, sort keys and ranges. */
import path from 'node:path'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { absolutePath, storedPath } from '../../../core/project/paths.ts'
import { fromRanges, parts, toRanges } from '../../../core/project/ranges.ts'
import { searchText, sortKey } from '../../../core/project/sortKey.ts'

it('stores paths relative to the folder of the project, with forward slashes', () => {
  expect(storedPath('/data/cells', '/data/cells/photos/ä %20#.jpg', path.posix)).toBe('photos/ä %20#.jpg')
  expect(storedPath('/data/cells', '/data/photos/a.jpg', path.posix)).toBe('../photos/a.jpg')
  expect(storedPath('C:\\data', 'C:\\data\\photos\\a.jpg', path.win32)).toBe('photos/a.jpg')
  expect(storedPath('C:\\data', 'D:\\photos\\a.jpg', path.win32)).toBe('D:/photos/a.jpg')
})

it('finds the file again', () => {
  expect(absolutePath('/data/cells', '../photos/a.jpg', path.posix)).toBe('/data/photos/a.jpg')
  expect(absolutePath('C:\\data', 'photos/a.jpg', path.win32)).toBe('C:\\data\\photos\\a.jpg')
  expect(absolutePath('C:\\data', 'D:/photos/a.jpg', path.win32)).toBe('D:\\photos\\a.jpg')
})

it('sorts as people count', () => {
  const names = ['IMG10.jpg', 'img9.jpg', 'img010b.jpg', 'a2/10.png', 'a2/9.png', 'a10/1.png', 'img.jpg']
  const sorted = names.toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1))
  expect(sorted).toEqual(['a2/9.png', 'a2/10.png', 'a10/1.png', 'img.jpg', 'img9.jpg', 'IMG10.jpg', 'img010b.jpg'])
})

it('searches in any case and in both forms of accents', () => {
  expect(searchText('BA\u0308R')).toBe(searchText('b\u00e4r'))
})

it('packs ids into ranges and back', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(60)), (ids) => {
      expect(fromRanges(toRanges(ids))).toEqual(ids.toSorted((a, b) => a - b))
    }),
  )
  expect(toRanges([3, 1, 2, 9])).toEqual([
    [1, 3],
    [9, 9],
  ])
  expect([...parts([1, 2, 3], 2)]).toEqual([[1, 2], [3]])
})
