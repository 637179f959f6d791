/**
 * Thousands of kills: `node build/node24.mjs test/bench/kill/kill.ts [KILLS] [MINUTES] [SEED]`. Prints what was killed in
 * the midst of what, and ends with an error at the first thing that is lost or half done.
 */
import { killOften } from '../../core/project/kill/killing.ts'

const [kills = 3000, minutes = 60, seed = 1] = process.argv.slice(2).map(Number)
const started = Date.now()
const tally = await killOften(kills, minutes * 60_000, seed)
console.log(`${tally.kills} kills in ${Math.round((Date.now() - started) / 1000)} s, nothing lost.`)
console.log(
  `${tally.changes} changes acknowledged; ${tally.unacknowledged} committed just before their acknowledgement.`,
)
for (const [kind, count] of Object.entries(tally.during).toSorted((a, b) => b[1] - a[1])) {
  console.log(`${String(count).padStart(6)}  ${kind}`)
}
