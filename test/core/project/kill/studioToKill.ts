/**
 * A process that works on a project without end, to be killed: `node studioToKill.ts FOLDER SEED KIND,KIND… TARGET`, more
 * often than others the target. On stdout it says "begin KIND" before each change and "done DIGEST" once the change was acknowledged.
 */
import { randomUUID } from 'node:crypto'
import { writeSync } from 'node:fs'
import { flushCompileCache } from 'node:module'
import path from 'node:path'
import { openProject } from '../../../../core/project/project.ts'
import { contentDigest } from '../contentDigest.ts'
import { work, type Workplace } from './work.ts'

const [folder = '', seed = '1', chosen = '', target = ''] = process.argv.slice(2)
const kinds = chosen.split(',')
const choices = kinds.includes(target) ? [...kinds, ...kinds.slice(0, kinds.length / 2).map(() => target)] : kinds
let state = Number(seed)
const say = (line: string) => writeSync(1, `${line}\n`)

if (kinds.includes('import')) {
  // What is loaded on first use is loaded before the clock runs.
  await Promise.all([
    import('../../../../core/services/dataset/import.ts'),
    import('../../../../core/services/dataset/export.ts'),
    import('../../../../core/services/dataset/split.ts'),
  ])
}
// A killed process would not write it, and each one would compile everything anew.
flushCompileCache()
say('opening')
const place: Workplace = {
  project: openProject(path.join(folder, 'Killed.focal')),
  folder,
  prefix: randomUUID().slice(0, 8),
  // A small linear congruential generator: the same changes for the same seed.
  random: () => (state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32,
  count: 0,
  say,
}
say(`done ${contentDigest(place.project)}`)
for (;;) {
  const kind = choices[Math.floor(place.random() * choices.length)] ?? 'draw'
  place.count += 1
  say(`begin ${kind}`)
  await work[kind]?.(place)
  say(`done ${contentDigest(place.project)}`)
}
