/** Attributes and flags from values that anybody may have written. */
import type { BoxFlags } from '../project/types.ts'
import { noFlags, type Attributes } from './annotations.ts'
import { finite } from './json.ts'

/** Longest text that is kept of one attribute. */
const LONGEST_VALUE = 10_000
const FLAGS = ['difficult', 'truncated', 'occluded', 'crowd'] as const

/** Text, numbers and truth values are kept; anything else is not an attribute. */
export function setAttribute(attributes: Attributes, name: string, value: unknown): void {
  if (name === '' || name === '__proto__') return
  if (typeof value === 'string') attributes[name] = value.slice(0, LONGEST_VALUE)
  else if (typeof value === 'boolean') attributes[name] = value
  else {
    const number = finite(value)
    if (number !== null) attributes[name] = number
  }
}

/** Takes attributes that are flags ("difficult": true) out of the attributes. */
export function takeFlags(attributes: Attributes): BoxFlags {
  const flags = { ...noFlags }
  for (const flag of FLAGS) {
    const value = attributes[flag]
    if (value === undefined || typeof value === 'string') continue
    flags[flag] = value === true || value === 1
    delete attributes[flag]
  }
  return flags
}

/** The flags that are set, as attributes, for formats that have attributes and no flags. */
export function setFlags(flags: BoxFlags): Attributes {
  return Object.fromEntries(FLAGS.filter((flag) => flags[flag]).map((flag) => [flag, true]))
}
