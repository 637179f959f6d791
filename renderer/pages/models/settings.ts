/** A run's settings as a flat list, and what differs between two. */
import type { TrainingConfig } from '../../../core/training/config.ts'
import { settingTitle, settingWords } from '../../settingNames.ts'

export interface Setting {
  /** 'optimizer.learningRate'. */
  path: string
  /** 'Optimizer'. */
  group: string
  /** 'learning rate'. */
  name: string
  value: string
}

export interface SettingPair {
  path: string
  group: string
  name: string
  /** null where the setting is absent. */
  values: [string | null, string | null]
  differs: boolean
}

const GENERAL = 'General'

/** Every setting, in the order of the configuration; those at the top level are in the group 'General', first. */
export function flatSettings(config: TrainingConfig): Setting[] {
  const settings: Setting[] = []
  const visit = (value: unknown, path: string[]): void => {
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
      for (const [key, inner] of Object.entries(value)) visit(inner, [...path, key])
      return
    }
    const [first = '', ...rest] = path
    const nested = rest.length > 0
    settings.push({
      path: path.join('.'),
      group: nested ? settingTitle(first) : GENERAL,
      name: (nested ? rest : [first]).map(settingWords).join(' › '),
      value: shown(value),
    })
  }
  visit(config, [])
  return settings.sort((a, b) => Number(b.group === GENERAL) - Number(a.group === GENERAL))
}

/** The settings of two runs side by side, in the order of the first. */
export function compareSettings(a: TrainingConfig, b: TrainingConfig): SettingPair[] {
  const [left, right] = [flatSettings(a), flatSettings(b)]
  const values = (settings: Setting[]) => new Map(settings.map((setting) => [setting.path, setting.value]))
  const [leftValues, rightValues] = [values(left), values(right)]
  const all = new Map([...left, ...right].map((setting) => [setting.path, setting]))
  return [...all.values()].map(({ path, group, name }) => {
    const pair: [string | null, string | null] = [leftValues.get(path) ?? null, rightValues.get(path) ?? null]
    return { path, group, name, values: pair, differs: pair[0] !== pair[1] }
  })
}

function shown(value: unknown): string {
  if (value === null) return 'none'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') return String(Number(value.toPrecision(5)))
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(shown).join(', ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
