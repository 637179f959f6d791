/**
 * Searches for images: terms that must all hold, `-` before one that must not, several values with commas between them,
 * quotes around names with spaces, and free words that occur in the path.
 * `class:car,"traffic light" count:>3 state:done -tag:night street`
 */
import { SEARCH_KEYS, searchKey, type SearchKeyName } from './keys.ts'
import { parseRange, type NumberRange } from './ranges.ts'
import { tokens, type Token, type TokenValue } from './tokens.ts'

interface Placed {
  negated: boolean
  from: number
  to: number
}

type Named = {
  [Key in SearchKeyName]: (typeof SEARCH_KEYS)[Key]['values'] extends 'number' ? never : Key
}[SearchKeyName]
type Numeric = Exclude<SearchKeyName, Named>

export type SearchTerm = Placed &
  ({ key: null; text: string } | { key: Named; names: string[] } | { key: Numeric; ranges: NumberRange[] })

/** What is wrong, where, and what to write instead. */
export interface SearchProblem {
  message: string
  from: number
  to: number
}

export interface ParsedSearch {
  terms: SearchTerm[]
  /** The first thing that could not be understood; null when all was. */
  problem: SearchProblem | null
}

/** Reads a search; terms that are not understood are left out and told. Never throws. */
export function parseSearch(text: string): ParsedSearch {
  const parsed: ParsedSearch = { terms: [], problem: null }
  for (const token of tokens(text)) {
    const found = readTerm(token)
    if (!('message' in found)) parsed.terms.push(found)
    else parsed.problem ??= found
  }
  return parsed
}

function readTerm(token: Token): SearchTerm | SearchProblem {
  const { negated, from, to } = token
  const place = { negated, from, to }
  if (token.open) return { from, to, message: 'A quote is opened and not closed: add " at its end.' }
  if (token.key === null) return { ...place, key: null, text: token.values.map((value) => value.text).join(',') }
  const key = searchKey(token.key)
  if (key === null) return unknownKey(token.key, from, to)
  const empty = token.values.find((value) => value.text === '' && !value.quoted)
  if (empty) {
    return { from, to, message: `${key}: needs a value, for example ${SEARCH_KEYS[key].example}.` }
  }
  if (isNumeric(key)) return readNumbers(place, key, token.values)
  const wanted: 'name' | readonly string[] = SEARCH_KEYS[key].values
  const names = token.values.map((value) => (wanted === 'name' ? value.text : value.text.toLowerCase()))
  const wrong = wanted === 'name' ? -1 : names.findIndex((name) => !wanted.includes(name))
  const value = token.values[wrong]
  if (value === undefined) return { ...place, key, names }
  return { ...span(value), message: `${key}: cannot be "${value.text}": it is ${list(wanted as readonly string[])}.` }
}

function isNumeric(key: SearchKeyName): key is Numeric {
  return SEARCH_KEYS[key].values === 'number'
}

function readNumbers(place: Placed, key: Numeric, values: readonly TokenValue[]): SearchTerm | SearchProblem {
  const ranges: NumberRange[] = []
  for (const value of values) {
    const range = parseRange(value.text)
    if (range === null) {
      return { ...span(value), message: `${key}: takes a number, such as 3, >3, <=.5, 1..4 or 20%.` }
    }
    ranges.push(range)
  }
  return { ...place, key, ranges }
}

function unknownKey(written: string, from: number, to: number): SearchProblem {
  const keys = Object.keys(SEARCH_KEYS)
  const near = keys.find((key) => key.startsWith(written.toLowerCase()) || written.toLowerCase().startsWith(key))
  const instead = near ? `Did you mean ${near}:?` : `Keys are ${list(keys, 'and')}.`
  return { from, to, message: `There is no key "${written}". ${instead}` }
}

function span({ from, to }: TokenValue): { from: number; to: number } {
  return { from, to }
}

function list(words: readonly string[], last = 'or'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1) ?? ''}`
}
