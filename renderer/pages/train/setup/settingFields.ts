/** The advanced settings as a form needs them, read off the settings' own schema, so that none can be forgotten. */
import { config as zodConfig, toJSONSchema } from 'zod'
import { trainingConfig } from '../../../../core/training/config.ts'
import { settingTitle, settingWords } from '../../../settingNames.ts'

// The window's policy forbids code made at run time; zod would try it to be faster.
zodConfig({ jitless: true })

export type FieldKind =
  | { kind: 'switch' }
  | { kind: 'choice'; choices: string[] }
  | { kind: 'number'; whole: boolean; minimum?: number; maximum?: number; step: number; optional: boolean }
  | { kind: 'numbers'; whole: boolean }

export interface SettingField {
  /** Place in the settings: ['network', 'heads', 'depth']. */
  path: string[]
  label: string
  about: string
  form: FieldKind
  /** The value is an object with this one number, or null. */
  inside?: string
}

export interface SettingGroup {
  name: string
  title: string
  fields: SettingField[]
}

interface Schema {
  type?: string
  description?: string
  properties?: Record<string, Schema>
  enum?: string[]
  anyOf?: Schema[]
  items?: Schema
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  multipleOf?: number
}

/** Asked elsewhere on the page. */
const ASKED = new Set(['preset', 'budget', 'augmentation.verticalFlip', 'network.weightsFile'])

const TITLES: Record<string, string> = {
  general: 'General',
  network: 'Network',
  input: 'Input',
  tiles: 'Tiles of large images',
  loss: 'Loss',
  matching: 'Matching of anchors',
  optimizer: 'Optimizer',
  schedule: 'Learning rate schedule',
  sampling: 'Choice of images',
  augmentation: 'Augmentation',
  validation: 'Validation',
  detection: 'Detection',
}

/** Every setting, in groups: those at the top of the schema come first, as "General". */
export function settingGroups(): SettingGroup[] {
  const root = toJSONSchema(trainingConfig, { io: 'input' }) as Schema
  const groups = new Map<string, SettingField[]>([['general', []]])
  for (const field of fieldsOf(root, [])) {
    const name = field.path.length > 1 ? (field.path[0] ?? '') : 'general'
    groups.set(name, [...(groups.get(name) ?? []), field])
  }
  return [...groups].map(([name, fields]) => ({ name, title: TITLES[name] ?? settingTitle(name), fields }))
}

function fieldsOf(schema: Schema, path: string[]): SettingField[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, inner]) => {
    const here = [...path, key]
    if (ASKED.has(here.join('.'))) return []
    if (inner.properties) return fieldsOf(inner, here)
    const field = { path: here, label: labelOf(here), about: inner.description ?? '' }
    const wrapped = Object.entries(inner.anyOf?.find((one) => one.properties)?.properties ?? {})[0]
    const form = formOf(wrapped ? { anyOf: [wrapped[1], { type: 'null' }] } : inner)
    if (!form) return []
    return [{ ...field, form, ...(wrapped ? { inside: wrapped[0] } : {}) }]
  })
}

function formOf(schema: Schema): FieldKind | null {
  if (schema.type === 'boolean') return { kind: 'switch' }
  if (schema.enum) return { kind: 'choice', choices: schema.enum }
  // Lists of whole objects are for presets and the command line.
  if (schema.type === 'array' && schema.items?.properties) return null
  if (schema.type === 'array') return { kind: 'numbers', whole: schema.items?.type === 'integer' }
  const optional = schema.anyOf?.some((one) => one.type === 'null') ?? false
  const number = schema.anyOf?.find((one) => one.type === 'number' || one.type === 'integer') ?? schema
  if (number.type !== 'number' && number.type !== 'integer') return null
  const whole = number.type === 'integer'
  const limits = {
    ...(number.minimum !== undefined && Number.isSafeInteger(number.minimum * 1e6) ? { minimum: number.minimum } : {}),
    ...(number.maximum !== undefined && number.maximum < Number.MAX_SAFE_INTEGER ? { maximum: number.maximum } : {}),
  }
  return { kind: 'number', whole, ...limits, step: number.multipleOf ?? (whole ? 1 : 0.01), optional }
}

/** 'heads.depth' -> 'Heads: depth'; the group's own name is left out. */
function labelOf(path: string[]): string {
  const own = path.length > 1 ? path.slice(1) : path
  const [first = '', second] = own
  return second === undefined ? settingTitle(first) : `${settingTitle(first)}: ${settingWords(second)}`
}
