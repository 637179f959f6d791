/**
 * Trains a run folder in a process of its own and tells every event: `trainRun.ts FOLDER BACKEND [LAST]`. After the step
 * LAST it does nothing more, until it is killed; the step before that is saved, and LAST is lost where it took no longer
 * than checkpoints are apart.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { startBackend, type BackendChoice } from '../../../core/compute/backends.ts'
import { TrainingControl } from '../../../core/training/control.ts'
import { train } from '../../../core/training/train.ts'

const [folder = '', backend = 'cpu', last = 'Infinity'] = process.argv.slice(2)
const checkpointSeconds = 0.3
await startBackend(backend as BackendChoice)
const options = {
  folder,
  backend,
  control: new TrainingControl(),
  pretrained: async () => null,
  checkpointSeconds,
  sampleThreads: 2,
}
for await (const { kind, ...rest } of train(options)) {
  const step = 'step' in rest ? rest.step : null
  process.send?.({ kind, step })
  if (kind !== 'step' || step === null) continue
  // The next step is due to be saved.
  if (step === Number(last) - 2) await sleep(1000 * checkpointSeconds)
  if (step >= Number(last)) await new Promise(() => {})
}
process.disconnect()
