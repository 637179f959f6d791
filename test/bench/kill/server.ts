/**
 * Many kills of the real server: `node build/node24.mjs test/bench/kill/server.ts [KILLS] [MINUTES] [SEED]`. Prints in the
 * midst of which requests it was killed, and ends with an error at the first answer that did not hold.
 */
import { killServerOften } from '../../core/project/kill/server/serverKilling.ts'

const [kills = 200, minutes = 30, seed = 1] = process.argv.slice(2).map(Number)
const started = Date.now()
const tally = await killServerOften(kills, minutes * 60_000, seed)
const seconds = Math.round((Date.now() - started) / 1000)
console.log(`${tally.kills} kills of the server in ${seconds} s, nothing lost.`)
console.log(`${tally.changes} changes acknowledged; ${tally.unacknowledged} committed just before their answer.`)
for (const [kind, count] of Object.entries(tally.during).toSorted((a, b) => b[1] - a[1])) {
  console.log(`${String(count).padStart(6)}  ${kind}`)
}
