/** Cuts a search into its terms, with the place of each: `-key:value,"another value"` or free words. */

/** One value of a term, quotes taken off. */
export interface TokenValue {
  text: string
  /** Was any of it quoted? A quoted value is a name, never a number or a pattern. */
  quoted: boolean
  from: number
  to: number
}

export interface Token {
  negated: boolean
  /** As written; null for free words. */
  key: string | null
  values: TokenValue[]
  /** Place in the text, end excluded. */
  from: number
  to: number
  /** A quote that is opened and not closed ends with the text. */
  open: boolean
}

const SPACE = /\s/u
const KEY = /^[a-z]+$/i

/** All terms of a text; every text has some reading, so that typing half a term is no error here. */
export function tokens(text: string): Token[] {
  const found: Token[] = []
  let at = 0
  while (at < text.length) {
    if (SPACE.test(text.charAt(at))) {
      at++
      continue
    }
    const token = readToken(text, at)
    found.push(token)
    at = token.to
  }
  return found
}

function readToken(text: string, from: number): Token {
  // A lone "-" is a word.
  const negated = text.charAt(from) === '-' && from + 1 < text.length && !SPACE.test(text.charAt(from + 1))
  let at = negated ? from + 1 : from
  const token: Token = { negated, key: null, values: [], from, to: at, open: false }
  let value: TokenValue = { text: '', quoted: false, from: at, to: at }
  const finish = () => token.values.push({ ...value, to: at })
  while (at < text.length && !SPACE.test(text.charAt(at))) {
    const letter = text.charAt(at)
    if (letter === '"') {
      value.quoted = true
      const quote = readQuote(text, at)
      value.text += quote.text
      token.open ||= quote.open
      at = quote.to
    } else if (letter === ':' && token.key === null && !value.quoted && KEY.test(value.text)) {
      token.key = value.text
      at++
      value = { text: '', quoted: false, from: at, to: at }
    } else if (letter === ',' && token.key !== null) {
      finish()
      at++
      value = { text: '', quoted: false, from: at, to: at }
    } else {
      value.text += letter
      at++
    }
  }
  finish()
  token.to = at
  return token
}

/** From an opening quote on; `\"` and `\\` stand for themselves. */
function readQuote(text: string, from: number): { text: string; to: number; open: boolean } {
  let inside = ''
  let at = from + 1
  while (at < text.length) {
    const letter = text.charAt(at)
    if (letter === '"') return { text: inside, to: at + 1, open: false }
    const escaped = letter === '\\' && /["\\]/.test(text.charAt(at + 1))
    inside += escaped ? text.charAt(at + 1) : letter
    at += escaped ? 2 : 1
  }
  return { text: inside, to: at, open: true }
}

/** A value as it must be written so that it is read back as this name. */
export function quoted(name: string): string {
  return /^[\p{L}\p{N}_./][\p{L}\p{N}_./-]*$/u.test(name) ? name : `"${name.replace(/["\\]/g, '\\$&')}"`
}
