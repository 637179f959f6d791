/** Puts a preset and a person's overrides together into whole, checked settings. Pure. */
import { StudioError } from '../api/errors.ts'
import { trainingConfig, type TrainingConfig } from './config.ts'
import { findPreset } from './presets/index.ts'

type Plain = Record<string, unknown>

/** Parts that are replaced whole: merging minutes into steps would make neither. */
const WHOLE = new Set(['budget', 'earlyStopping'])

/**
 * The settings of a run. Unknown and wrong ones are refused with their path and what would be right.
 * @throws BAD_INPUT
 */
export function resolveConfig(preset: string, overrides: object): TrainingConfig {
  const base = findPreset(preset).config as unknown as Plain
  const unknown = unknownPath(overrides as Plain, base)
  if (unknown !== null) {
    throw new StudioError('BAD_INPUT', `There is no training setting "${unknown}".`, suggestion(unknown, base), {
      setting: unknown,
    })
  }
  const result = trainingConfig.safeParse({ ...merge(base, overrides as Plain), preset })
  if (result.success) return result.data
  const [issue] = result.error.issues
  const setting = issue?.path.join('.') ?? ''
  const message = `The training setting ${setting} is not right: ${issue?.message ?? 'it has a wrong value'}.`
  throw new StudioError('BAD_INPUT', message, undefined, { setting })
}

function isPlain(value: unknown): value is Plain {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

/** Overrides of overrides: what the later ones say wins, part by part. */
export function mergeOverrides<T extends object>(earlier: T, later: T): T {
  return merge(earlier as Plain, later as Plain) as T
}

function merge(base: Plain, overrides: Plain): Plain {
  const merged: Plain = { ...base }
  for (const [key, value] of Object.entries(overrides)) {
    const under = base[key]
    merged[key] = isPlain(value) && isPlain(under) && !WHOLE.has(key) ? merge(under, value) : value
  }
  return merged
}

/** The first path that the settings do not have; null when all are known. */
function unknownPath(overrides: Plain, base: Plain, prefix = ''): string | null {
  for (const [key, value] of Object.entries(overrides)) {
    const path = prefix + key
    if (!Object.hasOwn(base, key)) return path
    const under = base[key]
    if (!isPlain(value) || !isPlain(under) || WHOLE.has(key)) continue
    const inside = unknownPath(value, under, `${path}.`)
    if (inside !== null) return inside
  }
  return null
}

/** Settings of the same last name elsewhere, or those beside the wrong one. */
function suggestion(path: string, base: Plain): string {
  const paths = leafPaths(base)
  const last = path.split('.').at(-1)
  const same = paths.filter((one) => one.split('.').at(-1) === last)
  if (same.length > 0) return `Did you mean ${same.join(' or ')}?`
  const group = path.slice(0, path.lastIndexOf('.') + 1)
  const beside = paths.filter((one) => one.startsWith(group))
  return `Settings are ${(beside.length > 0 ? beside : paths).join(', ')}.`
}

function leafPaths(value: Plain, prefix = ''): string[] {
  return Object.entries(value).flatMap(([key, inner]) =>
    isPlain(inner) && !WHOLE.has(key) ? leafPaths(inner, `${prefix}${key}.`) : [prefix + key],
  )
}
