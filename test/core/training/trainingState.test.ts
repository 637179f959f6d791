/** What training changes, saved and brought back. */
import { beforeAll, expect, it } from 'vitest'
import { makeRetinaNet } from '../../../core/model/retinanet.ts'
import { trainingConfig } from '../../../core/training/config.ts'
import { Sampler } from '../../../core/training/sampler.ts'
import { startingValues } from '../../../core/training/startingValues.ts'
import { disposeState, makeState, restoreState, saveState, unfreeze } from '../../../core/training/trainingState.ts'
import { startTestBackend } from './fixture.ts'

beforeAll(startTestBackend)

const config = trainingConfig.parse({
  network: { freezeUpTo: 'all', pyramid: { width: 8 }, heads: { width: 8, depth: 1 } },
})
const network = makeRetinaNet(config.network, 1)
const fresh = () => makeState(config, network.parameters, startingValues(network.parameters, 1, ['a'], null, null))
const sampler = new Sampler(Float64Array.of(1), null, 1)

it('has its parts in the order of the network, also when they were let go one after another or at once', async () => {
  const state = fresh()
  for (const boundary of ['c4', 'c3'] as const) unfreeze(state, config, boundary)
  const order = ['c4', 'c5', 'laterals', 'pyramid', 'heads']
  expect(state.groups.map(({ name }) => name)).toEqual(order)
  const resumed = fresh()
  restoreState(resumed, config, await saveState(state, sampler.state))
  expect(resumed.groups.map(({ name }) => name)).toEqual(order)
  for (const one of [state, resumed]) disposeState(one)
})

it('says in one sentence that a checkpoint is not one', async () => {
  const state = fresh()
  const saved = await saveState(state, sampler.state)
  for (const key of ['progress', 'sampler', 'updates']) {
    const metadata = { ...saved.metadata, [key]: '{' }
    expect(() => restoreState(state, config, { ...saved, metadata })).toThrow(
      expect.objectContaining({ code: 'BROKEN_FILE' }),
    )
  }
  expect(() => restoreState(state, config, { ...saved, tensors: new Map() })).toThrow(/does not fit the network/)
  disposeState(state)
})
