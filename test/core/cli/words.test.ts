import { describe, expect, it } from 'vitest'
import { itemLines } from '../../../core/cli/words.ts'

describe('lines for what was skipped', () => {
  it('name each while there are few, and say where there is no file', () => {
    expect(itemLines('Skipped', [])).toEqual([])
    expect(
      itemLines('Skipped', [
        { file: 'a.txt', field: 'line 3', reason: 'It has no class.' },
        { file: 'b.txt', field: null, reason: 'It is empty.' },
        { file: '', field: null, reason: 'No split was found.' },
      ]),
    ).toEqual([
      'Skipped:',
      '  a.txt, line 3: It has no class.',
      '  b.txt: It is empty.',
      '  the whole set: No split was found.',
    ])
  })

  it('name the first of each kind of many, and where all are', () => {
    const outside = Array.from({ length: 900 }, (_, at) => ({
      file: `sub/${at}.txt`,
      field: `line ${at}`,
      reason: `The box of class "c ${at}" (${at}, 1, -2.5, 3) lies outside the image of ${at} x 480.`,
    }))
    const listed = outside.map(({ file }) => ({ file, field: null, reason: `${file} is listed twice.` }))
    const lines = itemLines('Skipped', [...outside, { file: 'z.txt', field: null, reason: 'It is empty.' }, ...listed])
    expect(lines).toEqual([
      'Skipped (--json lists 1801):',
      ...outside.slice(0, 3).map(({ file, field, reason }) => `  ${file}, ${field}: ${reason}`),
      '  and 897 more like these',
      '  z.txt: It is empty.',
      ...listed.slice(0, 3).map(({ file, reason }) => `  ${file}: ${reason}`),
      '  and 897 more like these',
    ])
  })

  it('stay few when every one is of another kind', () => {
    const items = Array.from({ length: 99 }, (_, at) => ({
      file: 'a',
      field: null,
      reason: `${'x'.repeat(at)} is odd.`,
    }))
    const lines = itemLines('To know', items)
    expect(lines.length).toBeLessThan(22)
    expect(lines.at(-1)).toMatch(/^ {2}and \d+ more of other kinds$/)
  })
})
