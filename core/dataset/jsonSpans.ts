/**
 * Parts of large JSON texts, found in their bytes and parsed one by one: a data set of a million boxes is then never in
 * memory as one value. What is not asked for is not parsed either, so mistakes in it stay unseen; only its depth is bounded.
 */
import { parseJson, parseShallowJson } from './json.ts'
import { MOST_LEVELS, tooDeep } from './jsonDepth.ts'

/** Where a value is written: from its first byte to the one after its last. */
export interface Span {
  start: number
  end: number
}

/** Elements are parsed together until they take so many bytes: parsing each alone is slower. */
const PARSED_TOGETHER = 64 * 1024

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const [OPEN_LIST, CLOSE_LIST] = [0x5b, 0x5d]
const [OPEN_OBJECT, CLOSE_OBJECT] = [0x7b, 0x7d]

/** The whole value of a text, without a byte order mark and spaces around it. */
export function wholeSpan(bytes: Uint8Array): Span {
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  const start = afterSpaces(bytes, marked ? 3 : 0)
  return { start, end: Math.max(start, beforeSpaces(bytes, bytes.length)) }
}

export function isObjectSpan(bytes: Uint8Array, { start }: Span): boolean {
  return bytes[start] === OPEN_OBJECT
}

export function isListSpan(bytes: Uint8Array, { start }: Span): boolean {
  return bytes[start] === OPEN_LIST
}

/** @throws SyntaxError */
export function parseSpan(bytes: Uint8Array, span: Span): unknown {
  return parseJson(textOf(bytes, span))
}

/** The members of an object in order; of several with one name the last counts. @throws SyntaxError */
export function memberSpans(bytes: Uint8Array, object: Span): Map<string, Span> {
  const members = new Map<string, Span>()
  let at = afterSpaces(bytes, object.start + 1)
  if (bytes[at] !== CLOSE_OBJECT) {
    for (;;) {
      if (bytes[at] !== QUOTE) throw misplaced(bytes, at)
      const keyEnd = afterString(bytes, at)
      const key = String(parseSpan(bytes, { start: at, end: keyEnd }))
      at = afterSpaces(bytes, keyEnd)
      if (bytes[at] !== COLON) throw misplaced(bytes, at)
      const start = afterSpaces(bytes, at + 1)
      at = afterValue(bytes, start)
      members.set(key, { start, end: beforeSpaces(bytes, at) })
      if (bytes[at] === CLOSE_OBJECT) break
      if (bytes[at] !== COMMA) throw misplaced(bytes, at)
      at = afterSpaces(bytes, at + 1)
    }
  }
  if (at + 1 !== object.end) throw misplaced(bytes, at + 1)
  return members
}

/** The elements of a list, parsed a few at a time. @throws SyntaxError */
export function* listElements(bytes: Uint8Array, list: Span): Generator<unknown> {
  const last = list.end - 1
  if (bytes[last] !== CLOSE_LIST) throw misplaced(bytes, last)
  let start = afterSpaces(bytes, list.start + 1)
  while (start < last) {
    let end = start
    do {
      end = afterValue(bytes, end === start ? start : end + 1)
      if (end !== last && bytes[end] !== COMMA) throw misplaced(bytes, end)
    } while (end !== last && end - start < PARSED_TOGETHER)
    yield* parseShallowJson(`[${textOf(bytes, { start, end })}]`) as unknown[]
    if (end === last) return
    start = end + 1
    // A comma, and nothing after it.
    if (afterSpaces(bytes, start) === last) throw misplaced(bytes, last)
  }
}

/** The comma or bracket that ends the value at `at`; spaces after the value belong to it. */
function afterValue(bytes: Uint8Array, at: number): number {
  const end = endOfValue(bytes, at)
  if (end === at) throw misplaced(bytes, at)
  return end
}

function endOfValue(bytes: Uint8Array, at: number): number {
  let depth = 0
  for (let next = at; next < bytes.length; next++) {
    const byte = bytes[next]
    if (byte === QUOTE) next = afterString(bytes, next) - 1
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      if (++depth > MOST_LEVELS) throw tooDeep()
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
      if (depth === 0) return next
      depth--
    } else if (byte === COMMA && depth === 0) return next
  }
  throw misplaced(bytes, bytes.length)
}

/** After the closing quote of the string whose opening one is at `at`. */
function afterString(bytes: Uint8Array, at: number): number {
  for (let next = at + 1; next < bytes.length; next++) {
    if (bytes[next] === BACKSLASH) next++
    else if (bytes[next] === QUOTE) return next + 1
  }
  throw misplaced(bytes, bytes.length)
}

function afterSpaces(bytes: Uint8Array, at: number): number {
  let next = at
  while (isSpace(bytes[next])) next++
  return next
}

function beforeSpaces(bytes: Uint8Array, at: number): number {
  let last = at
  while (isSpace(bytes[last - 1])) last--
  return last
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}

function textOf(bytes: Uint8Array, { start, end }: Span): string {
  return decoder.decode(bytes.subarray(start, end))
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

function misplaced(bytes: Uint8Array, at: number): SyntaxError {
  const byte = bytes[at]
  return new SyntaxError(
    byte === undefined
      ? 'The text ends too early.'
      : `Unexpected "${String.fromCharCode(byte)}" at byte ${at} of ${bytes.length}.`,
  )
}
