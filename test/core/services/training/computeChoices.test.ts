import { expect, it } from 'vitest'
import { withComputeChoices } from '../../../../core/services/training/computeChoices.ts'

it("puts the settings' backend and threads under what is asked for", () => {
  expect(withComputeChoices({ backend: 'cpu', threads: 2, theme: 'dark' }, { seed: 3 })).toEqual({
    backend: 'cpu',
    threads: 2,
    seed: 3,
  })
  expect(withComputeChoices({ backend: 'cpu' }, { backend: 'tensorflow' })).toEqual({ backend: 'tensorflow' })
})

it('passes over settings that make no sense', () => {
  expect(withComputeChoices({ backend: 'abacus', threads: -1 }, {})).toEqual({})
  expect(withComputeChoices({}, {})).toEqual({})
})
