/** docs/training.md names every preset, loss, backbone and setting, and each preset's file opens with what it is for. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import {
  backboneNames,
  boxLossNames,
  classLossNames,
  trainingConfig,
  type TrainingConfigInput,
} from '../../../core/training/config.ts'
import { presets } from '../../../core/training/presets/index.ts'
import { resolveConfig } from '../../../core/training/resolveConfig.ts'

const root = path.resolve(import.meta.dirname, '../../..')
const page = readFileSync(path.join(root, 'docs/training.md'), 'utf8')
const isNamed = (name: string) => page.includes(`\`${name}\``)

/** Which say where weights come from, or follow from the backbone. */
const leftOut = new Set([
  'preset',
  'network.pretrained',
  'network.usePretrainedLaterals',
  'network.pixels',
  'network.anchors.centre',
  'network.anchors.rounded',
])

/** Paths of all settings; those of which one part decides, whole. */
function settingPaths(value: object, prefix = ''): string[] {
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    const here = prefix + key
    const isWhole = inner === null || typeof inner !== 'object' || Array.isArray(inner)
    return isWhole || ['budget', 'optimizer.partFactors'].includes(here) ? [here] : settingPaths(inner, `${here}.`)
  })
}

it.each<[string, readonly string[]]>([
  ['presets', presets.map(({ name }) => name)],
  ['class losses', classLossNames],
  ['box losses', boxLossNames],
  ['normalisers', trainingConfig.shape.loss.unwrap().shape.normaliser.unwrap().options],
  ['backbones', backboneNames],
  ['settings', settingPaths(trainingConfig.parse({})).filter((name) => !leftOut.has(name))],
])('the page names all %s', (_, names) => {
  expect(names.length).toBeGreaterThan(2)
  expect(names.filter((name) => !isNamed(name))).toEqual([])
})

it('every class loss goes with every box loss, in every preset', () => {
  for (const { name: preset } of presets) {
    for (const name of classLossNames) {
      for (const box of boxLossNames) {
        const overrides: TrainingConfigInput = { loss: { name, box } }
        expect(resolveConfig(preset, overrides).loss).toMatchObject({ name, box })
      }
    }
  }
})

it('a preset is a short file that opens with what it is for', () => {
  const folder = path.join(root, 'core/training/presets')
  const files = readdirSync(folder).filter((name) => !['index.ts', 'preset.ts'].includes(name))
  expect(files.length).toBe(presets.length)
  for (const file of files) {
    const text = readFileSync(path.join(folder, file), 'utf8')
    expect(text.split('\n').length, file).toBeLessThan(60)
    const [, name = '', about = ''] = /^\/\*\*\n \* ([\w-]+): (.*?)\*\//s.exec(text) ?? []
    expect(
      presets.some((preset) => preset.name === name),
      file,
    ).toBe(true)
    expect(about.length, file).toBeGreaterThan(100)
  }
})
