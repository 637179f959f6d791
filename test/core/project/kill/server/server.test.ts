/** The real server, killed while a client changes a project, loses nothing that it answered for. */
import { expect, it } from 'vitest'
import { killServerOften } from './serverKilling.ts'

const KILLS = 6
const BUDGET_MS = 45_000

it('keeps what its API acknowledged through kill -9', async () => {
  const tally = await killServerOften(KILLS, BUDGET_MS, Math.ceil(Math.random() * 1e6))
  console.log(tally)
  expect(tally.kills).toBeGreaterThan(1)
}, 120_000)
