/** Damage to label files, by a seed. */
import { SeededRandom } from '../../../core/dataset/seededRandom.ts'

const JUNK = [
  '',
  '\0',
  '-1',
  '1e999',
  '-1e308',
  'NaN',
  'Infinity',
  'null',
  '99999999999999999999',
  '<object>',
  '</annotation>',
  '<!DOCTYPE a [<!ENTITY b "c">]>',
  '{',
  ']',
  '[[[[[[[[[[[[[[[[',
  '"',
  '\\',
  ',',
  ';',
  '\n',
  '../../etc/passwd',
  'C:\\images\\a.jpg',
  '__proto__',
  'constructor',
  '&#xD800;',
  '&amp;',
  '*a',
  '!!js/function',
  '\uFEFF',
  '\uD800',
  ' 7 .5 .5 .1 .1\n',
  '"width": -5,',
  'file:///dev/zero',
]

/** One to four places of a file are cut, replaced by junk, doubled or filled with bytes that are no UTF-8. */
export function damaged(bytes: Uint8Array, seed: number): Uint8Array {
  const random = new SeededRandom(seed)
  const below = (limit: number) => random.whole(0, limit - 1)
  let result = Buffer.from(bytes)
  for (let left = 1 + below(4); left > 0; left--) {
    const start = below(result.length + 1)
    const end = Math.min(result.length, start + below(60))
    const inserted = [
      () => Buffer.from(JUNK[below(JUNK.length)] ?? ''),
      () => Buffer.from(Array.from({ length: 1 + below(8) }, () => below(256))),
      () => Buffer.concat([result.subarray(start, end), result.subarray(start, end)]),
      () => Buffer.alloc(0),
    ][below(4)]
    // Now and then the file just ends.
    const rest = below(12) === 0 ? Buffer.alloc(0) : result.subarray(end)
    result = Buffer.concat([result.subarray(0, start), inserted?.() ?? Buffer.alloc(0), rest])
  }
  return result
}
