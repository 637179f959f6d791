/** A run whose scores have stopped rising ends early, and says so. */
import { beforeAll, expect, it } from 'vitest'
import { eventsOf, makeRun, runTraining, startTestBackend } from './fixture.ts'

beforeAll(startTestBackend)

it('ends after as many evaluations without progress as the settings say', async () => {
  const folder = await makeRun({
    budget: { steps: 40 },
    // So small a rate changes no score.
    optimizer: { learningRate: 1e-12 },
    earlyStopping: { patience: 2 },
    network: { freezeUpTo: 'all' },
  })
  const events = await runTraining(folder)
  expect(eventsOf(events, 'evaluation').map(({ best }) => best)).toEqual([true, false, false])
  expect(eventsOf(events, 'finished')[0]).toMatchObject({ reason: 'early-stop', steps: 15, bestStep: 5 })
}, 120_000)
