/** Turns train's options into overrides of a preset. */
import { InvalidArgumentError } from 'commander'
import type { TrainingConfigInput } from '../training/config.ts'

export interface SettingOptions {
  minutes?: number
  steps?: number
  loss?: string
  gamma?: number
  alpha?: number
  seed?: number
  backend?: string
  set: Array<[string, unknown]>
}

/** Collects `--set a.b=value`; the value is JSON where it can be, else text. */
export function collectSetting(text: string, before: Array<[string, unknown]>): Array<[string, unknown]> {
  const place = text.indexOf('=')
  if (place <= 0) throw new InvalidArgumentError('Give key=value, as in network.heads.depth=3.')
  const [key, value] = [text.slice(0, place), text.slice(place + 1)]
  return [...before, [key, parseValue(value)]]
}

/** All overrides as one object; later `--set`s win over the short options. */
export function overridesOf(options: SettingOptions): TrainingConfigInput {
  const { minutes, steps, loss, gamma, alpha, seed, backend } = options
  const overrides: Record<string, unknown> = {}
  const put = (key: string, value: unknown) => {
    if (value !== undefined) putDeep(overrides, key.split('.'), value)
  }
  put('budget', minutes !== undefined ? { minutes } : steps !== undefined ? { steps } : undefined)
  put('loss.name', loss)
  put('loss.gamma', gamma)
  put('loss.alpha', alpha)
  put('seed', seed)
  put('backend', backend)
  for (const [key, value] of options.set) put(key, value)
  return overrides as TrainingConfigInput
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text // Not JSON, so plain text: a name.
  }
}

function putDeep(target: Record<string, unknown>, [key, ...rest]: string[], value: unknown): void {
  if (key === undefined || key === '__proto__') return
  if (rest.length === 0) {
    target[key] = value
    return
  }
  const inner = target[key]
  const next = inner !== null && typeof inner === 'object' ? (inner as Record<string, unknown>) : {}
  target[key] = next
  putDeep(next, rest, value)
}
