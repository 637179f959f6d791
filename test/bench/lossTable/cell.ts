/**
 * Trains one run folder in this process and prints the scores of its end on the validation images, as one line of JSON:
 * node build/node24.mjs test/bench/lossTable/cell.ts FOLDER
 */
import { startBackend } from '../../../core/compute/backends.ts'
import { publishedWeights } from '../../../core/compute/publishedWeights.ts'
import { TrainingControl } from '../../../core/training/control.ts'
import type { TrainEvent } from '../../../core/training/events.ts'
import { readSnapshot } from '../../../core/training/snapshotFile.ts'
import { train } from '../../../core/training/train.ts'

const folder = process.argv[2] ?? ''
const { config } = await readSnapshot(folder)
const { description } = await startBackend(config.backend)
const events = train({ folder, backend: description, control: new TrainingControl(), pretrained: publishedWeights })
let last: Extract<TrainEvent, { kind: 'evaluation' }> | undefined
for await (const event of events) if (event.kind === 'evaluation') last = event
if (!last) throw new Error('The data set has no validation images to score on.')
const { ap, ap50, ap75 } = last.scores
process.stdout.write(`${JSON.stringify({ ap, ap50, ap75, seconds: last.seconds })}\n`, () => process.exit(0))
