/** Trains until it is killed: `node killedEngine.ts FOLDER`. Prints the number of each step that is stored. */
import path from 'node:path'
import { engineIn, tinySettings } from './tinyTraining.ts'

const folder = process.argv[2] ?? ''
const { services } = engineIn(folder)
const project = services.projects.open(path.join(folder, 'squares.focal')).id
const run = await services.training.start(project, { preset: 'quick', config: tinySettings(100_000) })
for await (const event of services.training.events(project, run.id, 0, new AbortController().signal)) {
  if (event.kind === 'step') process.stdout.write(`${event.step}\n`)
}
