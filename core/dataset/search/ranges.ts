/** Numbers in searches: `3`, `>3`, `<=.5`, `1..4`, `20%`. */

export interface NumberRange {
  low: number
  high: number
  /** Are the ends part of it? */
  withLow: boolean
  withHigh: boolean
}

const NUMBER = String.raw`[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?%?`
const COMPARED = new RegExp(`^(<=|>=|<|>|=)?(${NUMBER})$`, 'i')
const BETWEEN = new RegExp(`^(${NUMBER})?\\.\\.(${NUMBER})?$`, 'i')

/** The range that a text stands for; null when it is none. */
export function parseRange(text: string): NumberRange | null {
  const between = readBetween(text)
  if (between) return between
  const [, sign, digits] = COMPARED.exec(text) ?? []
  if (digits === undefined) return null
  const number = toNumber(digits)
  if (sign === '<' || sign === '<=') return { low: -Infinity, high: number, withLow: false, withHigh: sign === '<=' }
  if (sign === '>' || sign === '>=') return { low: number, high: Infinity, withLow: sign === '>=', withHigh: false }
  return { low: number, high: number, withLow: true, withHigh: true }
}

function readBetween(text: string): NumberRange | null {
  const match = BETWEEN.exec(text)
  if (!match || (match[1] === undefined && match[2] === undefined)) return null
  const [low, high] = [match[1], match[2]].map((part) => (part === undefined ? null : toNumber(part)))
  return { low: low ?? -Infinity, high: high ?? Infinity, withLow: true, withHigh: true }
}

function toNumber(digits: string): number {
  return digits.endsWith('%') ? Number(digits.slice(0, -1)) / 100 : Number(digits)
}
