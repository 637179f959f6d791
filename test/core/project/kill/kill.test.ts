/** A killed process loses nothing that it had acknowledged, and leaves nothing half done. test/bench/kill does more of it. */
import { expect, it } from 'vitest'
import { killOften } from './killing.ts'

const KILLS = 150
const BUDGET_MS = 30_000

it('keeps every acknowledged change through kill -9', async () => {
  const tally = await killOften(KILLS, BUDGET_MS, Math.ceil(Math.random() * 1e6))
  console.log(tally)
  expect(tally.kills).toBeGreaterThan(10)
  expect(tally.changes).toBeGreaterThan(0)
}, 90_000)
