import { expect, it } from 'vitest'
import { makeAnchors } from '../../../core/model/anchors.ts'
import { SamplePool } from '../../../core/training/samples/samplePool.ts'
import { trainingConfig } from '../../../core/training/config.ts'

it('a thread that has ended refuses work, instead of never answering', async () => {
  const { network, matching } = trainingConfig.parse({})
  const settings = { input: { width: 64, height: 64 }, anchors: makeAnchors(network, 64, 64), matching }
  const pool = new SamplePool(1, settings, () => {})
  const job = { truths: [], layers: [] }
  const made = await pool.prepare(job)
  expect(made.pixels).toHaveLength(64 * 64 * 3)
  await pool.close()
  await expect(pool.prepare(job)).rejects.toMatchObject({ code: 'TRAINER_FAILED' })
})
