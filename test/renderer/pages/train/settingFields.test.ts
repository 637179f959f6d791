import { expect, it } from 'vitest'
import { trainingConfig } from '../../../../core/training/config.ts'
import { countChanges, valueAt, withValue } from '../../../../renderer/pages/train/setup/overrides.ts'
import { settingGroups } from '../../../../renderer/pages/train/setup/settingFields.ts'

it('has a field, with words, for every setting that is not asked elsewhere', () => {
  const fields = settingGroups().flatMap((group) => group.fields)
  const paths = new Set(fields.map(({ path }) => path.join('.')))
  const leaves = (value: unknown, prefix = ''): string[] =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, prefix === '' ? key : `${prefix}.${key}`))
      : [prefix]
  const asked = new Set(['preset', 'budget.minutes', 'augmentation.verticalFlip', 'network.weightsFile'])
  // A list of whole objects, for presets and the command line.
  asked.add('network.anchors.perLevel')
  for (const leaf of leaves(trainingConfig.parse({}))) if (!asked.has(leaf)) expect(paths).toContain(leaf)
  for (const { about, label } of fields) {
    expect(about, label).not.toBe('')
    expect(label).toMatch(/^[A-Z]/)
  }
})

it('keeps overrides sparse', () => {
  const one = withValue({}, ['network', 'heads', 'depth'], 3)
  expect(one).toEqual({ network: { heads: { depth: 3 } } })
  const two = withValue(one, ['loss', 'gamma'], 1)
  expect(countChanges(two)).toBe(2)
  expect(valueAt(two, ['network', 'heads', 'depth'])).toBe(3)
  expect(withValue(two, ['network', 'heads', 'depth'], undefined)).toEqual({ loss: { gamma: 1 } })
  expect(valueAt(two, ['input', 'width'])).toBeUndefined()
})
