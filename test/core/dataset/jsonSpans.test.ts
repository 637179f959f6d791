import { array, assert, constantFrom, json as anyJson, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isListSpan,
  isObjectSpan,
  listElements,
  memberSpans,
  parseSpan,
  wholeSpan,
} from '../../../core/dataset/jsonSpans.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)

/** The value put together from its parts. */
function read(text: string): unknown {
  const bytes = bytesOf(text)
  const whole = wholeSpan(bytes)
  if (isListSpan(bytes, whole)) return [...listElements(bytes, whole)]
  if (!isObjectSpan(bytes, whole)) return parseSpan(bytes, whole)
  const entries = [...memberSpans(bytes, whole)].map(([key, span]): [string, unknown] => [
    key,
    isListSpan(bytes, span) ? [...listElements(bytes, span)] : parseSpan(bytes, span),
  ])
  return Object.fromEntries(entries)
}

/** What JSON.parse says, or that it refuses. */
function outcome(body: () => unknown): unknown {
  try {
    return { value: body() }
  } catch (error) {
    return error instanceof SyntaxError ? 'refused' : error
  }
}

describe('parts of JSON texts', () => {
  it('are those that JSON.parse finds', () => {
    const spaces = constantFrom(0, 1, 4, '\t')
    assert(
      property(anyJson({ maxDepth: 4 }), spaces, (json, indent) => {
        const text = JSON.stringify(JSON.parse(json), null, indent)
        const value = JSON.parse(text) as unknown
        // Object.fromEntries and JSON.parse disagree about __proto__ only in how it is shown.
        expect(JSON.stringify(read(` \n${text}\r\n`))).toBe(JSON.stringify(value))
      }),
    )
  })

  it('are refused where JSON.parse refuses the text', () => {
    const pieces = constantFrom('[', ']', '{', '}', ',', ':', '"a"', '"b"', '1', 'null', ' ', '"', '\\', 'x')
    assert(
      property(array(pieces, { maxLength: 9 }), (some) => {
        const text = some.join('')
        expect(outcome(() => read(text))).toEqual(outcome(() => JSON.parse(text)))
      }),
      { numRuns: 3000 },
    )
  })

  it('end where strings with brackets and quotes do not', () => {
    const value = { 'a]"\\': ['}', '\\"],', { '[': 'ü€😀' }], b: '{' }
    expect(read(JSON.stringify(value))).toEqual(value)
    expect(read(`\uFEFF${JSON.stringify(value)}`)).toEqual(value)
  })

  it('are the same in lists that are parsed in several pieces', () => {
    const list = Array.from({ length: 9000 }, (_, id) => ({ id, name: `image ${id}`, bbox: [id, 1.5, 2, 3] }))
    expect(read(JSON.stringify({ images: list, more: [] }))).toEqual({ images: list, more: [] })
    const text = JSON.stringify(list)
    expect(() => read(`${text.slice(0, -1)},]`)).toThrow(SyntaxError)
    expect(() => read(text.slice(0, -1))).toThrow(SyntaxError)
    expect(() => read(text.replace('},{', '}{'))).toThrow(SyntaxError)
  })

  it('count once when a name is there twice: the last', () => {
    expect(read('{"a": [1], "a": [2, 3]}')).toEqual({ a: [2, 3] })
  })
})
