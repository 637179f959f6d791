/**
 * The trainer process: forked by the engine, it trains and detects on command and may crash alone. Commands and
 * messages are those of messages.ts, over the IPC channel. TensorFlow's calls block this process's thread; commands
 * are heard between steps.
 */
import { errorBody } from '../api/errors.ts'
import { TrainingControl } from '../training/control.ts'
import { readSnapshot } from '../training/snapshotFile.ts'
import { train } from '../training/train.ts'
import { startBackend } from './backends.ts'
import { benchmark } from './benchmark.ts'
import { detectCommand } from './detectCommand.ts'
import { DetectorKeeper } from './loadedDetector.ts'
import type { TrainerCommand, TrainerMessage } from './messages.ts'
import { publishedWeights } from './publishedWeights.ts'

const control = new TrainingControl()
const cancelled = new Set<number>()
const detectors = new DetectorKeeper()
let training: Promise<void> = Promise.resolve()

function send(message: TrainerMessage): void {
  // Without a parent there is nobody to tell; 'disconnect' below ends the process.
  // The engine can die between the two, so a failed send is no error either.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined)
}

async function runTraining(folder: string): Promise<void> {
  try {
    const { config } = await readSnapshot(folder)
    const { description } = await startBackend(config.backend)
    const events = train({ folder, backend: description, control, pretrained: publishedWeights })
    for await (const event of events) send({ kind: 'event', event })
  } catch (error) {
    send({ kind: 'event', event: { kind: 'failed', error: errorBody(error) } })
  }
}

async function answer(request: number, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    send({ kind: 'failed', request, error: errorBody(error) })
  } finally {
    cancelled.delete(request)
  }
}

async function obey(command: TrainerCommand): Promise<void> {
  switch (command.kind) {
    case 'train':
      training = runTraining(command.runFolder)
      return training
    case 'pause':
      return control.pause()
    case 'resume':
      return control.resume()
    case 'stop':
      return control.stop()
    case 'cancel':
      cancelled.add(command.request)
      return undefined
    case 'detect':
      return answer(command.request, async () => {
        await detectCommand(command, detectors, () => cancelled.has(command.request), send)
        send({ kind: 'done', request: command.request })
      })
    case 'benchmark':
      return answer(command.request, async () => {
        const started = await startBackend(command.backend as Parameters<typeof startBackend>[0])
        send({ kind: 'benchmarked', request: command.request, result: await benchmark(started) })
      })
  }
}

// What the native library writes goes to the engine; when that is gone, nobody reads it.
process.stderr.on('error', () => undefined)
process.on('message', (command: TrainerCommand) => void obey(command))
// The engine is gone: a training saves a checkpoint, then the process ends.
process.on('disconnect', () => {
  control.abandon()
  void training.finally(() => process.exit(0))
})
send({ kind: 'ready', pid: process.pid })
