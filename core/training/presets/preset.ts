/** What a preset is: a named set of overrides of the settings' defaults, with words for people. */
import { trainingConfig, type TrainingConfigInput } from '../config.ts'
import type { Preset } from '../../api/types.ts'

/** Completes a preset's overrides with the defaults. */
export function definePreset(words: Omit<Preset, 'config'>, overrides: TrainingConfigInput): Preset {
  return { ...words, config: trainingConfig.parse({ ...overrides, preset: words.name }) }
}
