import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SEARCH_KEYS, type SearchKeyName } from '../../../../core/dataset/search/keys.ts'
import { parseSearch } from '../../../../core/dataset/search/parse.ts'
import { parseRange } from '../../../../core/dataset/search/ranges.ts'
import { quoted, tokens } from '../../../../core/dataset/search/tokens.ts'

describe('parseSearch', () => {
  it('reads terms, negation, alternatives, quotes and free words', () => {
    const { terms, problem } = parseSearch('class:car,"traffic light" COUNT:>3 -state:done street')
    expect(problem).toBeNull()
    expect(terms).toMatchObject([
      { key: 'class', names: ['car', 'traffic light'], negated: false, from: 0, to: 25 },
      { key: 'count', ranges: [{ low: 3, high: Infinity, withLow: false }] },
      { key: 'state', names: ['done'], negated: true },
      { key: null, text: 'street', negated: false },
    ])
  })

  it.each([
    ['colour:red', 0, 10, 'There is no key "colour"'],
    ['a cla:car', 2, 9, 'Did you mean class:?'],
    ['state:don', 6, 9, 'cannot be "don"'],
    ['count:many', 6, 10, 'takes a number'],
    ['split:', 0, 6, 'needs a value, for example split:val'],
    ['class:"traffic light', 0, 20, 'opened and not closed'],
  ])('says what is wrong in %s, and where', (text, from, to, message) => {
    const { problem } = parseSearch(text)
    expect(problem).toMatchObject({ from, to })
    expect(problem?.message).toContain(message)
  })

  it('reads any text without throwing, and places every problem inside it', () => {
    const pieces = fc.constantFrom('class:', 'count:', '-', '"', '\\', ',', ':', ' ', '>', '..', '%', 'a', '3')
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map((parts) => parts.join('')),
        ),
        (text) => {
          const { terms, problem } = parseSearch(text)
          for (const { from, to } of [...terms, ...(problem ? [problem] : [])]) {
            expect(0 <= from && from <= to && to <= text.length).toBe(true)
          }
          const covered = tokens(text)
            .map(({ from, to }) => text.slice(from, to))
            .join('')
          const closed = tokens(text).every(({ open }) => !open)
          if (closed && !text.includes('"')) expect(covered).toBe(text.replace(/\s/gu, ''))
        },
      ),
    )
  })

  it('reads every name back as it was, once quoted', () => {
    const key = fc.constantFrom<SearchKeyName>('class', 'tag', 'folder')
    fc.assert(
      fc.property(key, fc.array(fc.string(), { minLength: 1 }), (name, names) => {
        const { terms, problem } = parseSearch(`${name}:${names.map(quoted).join(',')}`)
        expect(problem).toBeNull()
        expect(terms).toMatchObject([{ key: name, names }])
      }),
    )
  })

  it('understands its own examples', () => {
    for (const { example } of Object.values(SEARCH_KEYS)) expect(parseSearch(example).problem).toBeNull()
  })
})

describe('parseRange', () => {
  it.each([
    ['3', 3, 3],
    ['>=.5', 0.5, Infinity],
    ['<20%', -Infinity, 0.2],
    ['1..4', 1, 4],
    ['.5..', 0.5, Infinity],
    ['..1.5', -Infinity, 1.5],
    ['0.25..0.5', 0.25, 0.5],
  ])('reads %s', (text, low, high) => {
    expect(parseRange(text)).toMatchObject({ low, high })
  })

  it.each(['', '..', 'x', '1..2..3', '>', '1,5', '0x10'])('refuses %s', (text) => {
    expect(parseRange(text)).toBeNull()
  })
})
