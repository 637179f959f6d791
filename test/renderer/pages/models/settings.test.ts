import { expect, it } from 'vitest'
import { trainingConfig } from '../../../../core/training/config.ts'
import { compareSettings, flatSettings } from '../../../../renderer/pages/models/settings.ts'

it('lists every setting in words, the general ones first', () => {
  const settings = flatSettings(trainingConfig.parse({}))
  expect(settings[0]).toEqual({ path: 'preset', group: 'General', name: 'preset', value: 'quick' })
  expect(settings.find(({ path }) => path === 'optimizer.learningRate')).toEqual({
    path: 'optimizer.learningRate',
    group: 'Optimizer',
    name: 'learning rate',
    value: '0.001',
  })
  expect(settings.find(({ path }) => path === 'network.heads.depth')?.name).toBe('heads › depth')
  expect(settings.find(({ path }) => path === 'network.pyramid.p6From')?.name).toBe('pyramid › P6 from')
  expect(settings.find(({ path }) => path === 'network.anchors.scales')?.value).toBe('1, 1.2599, 1.5874')
  expect(settings.find(({ path }) => path === 'earlyStopping')?.value).toBe('none')
})

it('tells what differs, also where only one has a setting', () => {
  const short = trainingConfig.parse({ budget: { minutes: 3 } })
  const counted = trainingConfig.parse({ budget: { steps: 500 }, seed: 2 })
  const different = compareSettings(short, counted).filter(({ differs }) => differs)
  expect(different.map(({ path, values }) => [path, ...values])).toEqual([
    ['seed', '1', '2'],
    ['budget.minutes', '3', null],
    ['budget.steps', null, '500'],
  ])
})
