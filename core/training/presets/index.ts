/** All presets, in the order in which people should see them. The first is the default. */
import type { Preset } from '../../api/types.ts'
import { StudioError } from '../../api/errors.ts'
import { balanced } from './balanced.ts'
import { paper } from './paper.ts'
import { paper101 } from './paper101.ts'
import { quick } from './quick.ts'
import { smallObjects } from './smallObjects.ts'
import { torchvisionV2 } from './torchvisionV2.ts'

export const presets: readonly Preset[] = [quick, balanced, smallObjects, paper, paper101, torchvisionV2]

/** @throws BAD_INPUT for an unknown name. */
export function findPreset(name: string): Preset {
  const preset = presets.find((one) => one.name === name)
  if (preset) return preset
  const names = presets.map((one) => one.name).join(', ')
  throw new StudioError('BAD_INPUT', `There is no preset "${name}".`, `The presets are ${names}.`, { preset: name })
}
