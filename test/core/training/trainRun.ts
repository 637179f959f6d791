/** Trains a run folder in a process of its own and tells every event, so that a test can kill it in the middle. */
import { startBackend, type BackendChoice } from '../../../core/compute/backends.ts'
import { TrainingControl } from '../../../core/training/control.ts'
import { train } from '../../../core/training/train.ts'

const [folder = '', backend = 'cpu', checkpointSeconds = '0'] = process.argv.slice(2)
await startBackend(backend as BackendChoice)
const options = {
  folder,
  backend,
  control: new TrainingControl(),
  pretrained: async () => null,
  checkpointSeconds: Number(checkpointSeconds),
  sampleThreads: 2,
}
for await (const { kind, ...rest } of train(options)) {
  process.send?.({ kind, step: 'step' in rest ? rest.step : null })
}
process.disconnect()
