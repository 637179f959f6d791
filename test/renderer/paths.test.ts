import { expect, test } from 'vitest'
import { baseName, folderAround, inside } from '../../renderer/paths.ts'

test.each([
  ['/home/ann/Birds.focal', '/home/ann'],
  ['/home/ann/Birds.focal/', '/home/ann'],
  ['/Birds.focal', '/'],
  ['C:\\Users\\Ann\\Birds.focal', 'C:\\Users\\Ann'],
  ['C:\\Birds.focal', 'C:\\'],
  ['Birds.focal', ''],
  ['', ''],
])('the folder around %s is %s', (path, around) => {
  expect(folderAround(path)).toBe(around)
})

test.each([
  ['/home/ann', '/home/ann/out'],
  ['/', '/out'],
  ['C:\\Users\\Ann\\', 'C:\\Users\\Ann\\out'],
  ['C:\\', 'C:\\out'],
])('a name inside of %s is %s', (folder, path) => {
  expect(inside(folder, 'out')).toBe(path)
})

test.each([
  ['/home/ann/Birds.focal/', 'Birds.focal'],
  ['C:\\Users\\Ann', 'Ann'],
  ['Birds.focal', 'Birds.focal'],
])('the last part of %s is %s', (path, name) => {
  expect(baseName(path)).toBe(name)
})
