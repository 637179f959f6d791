/** A thread that works on one project: tasks by name, on a connection of its own. */
import { setImmediate } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { errorBody, StudioError } from '../../api/errors.ts'
import { attachProject } from '../../project/attach.ts'
import { readBoxNumbers, wantBoxNumbers } from '../../project/boxNumbers.ts'
import type { FromThread, ThreadSettings, ToThread } from './messages.ts'
import { runTask, type TaskHandle, type TaskInput, type TaskName } from './tasks.ts'

/** Progress is told this often at most: a hundred thousand messages would keep the engine busy. */
const PROGRESS_MS = 50

/** Nobody has asked for anything so long: then what searches would like to have in memory is read. */
const REST_MS = 1500

interface Running {
  cancel: AbortController
  write: PromiseWithResolvers<void>
}

const { place, readOnly, readsAhead } = workerData as ThreadSettings
const project = attachProject(place, readOnly)
const running = new Map<number, Running>()
let resting: NodeJS.Timeout | undefined
let reading: Generator<void> | null = null
if (readsAhead) {
  wantBoxNumbers(project)
  rest()
}
const say = (message: FromThread) => parentPort?.postMessage(message)

parentPort?.on('message', (message: ToThread) => {
  switch (message.kind) {
    case 'run':
      void run(message.order, message.name, message.input)
      break
    case 'cancel':
      running.get(message.order)?.cancel.abort(new StudioError('CANCELLED', 'It was cancelled.'))
      break
    case 'write':
      running.get(message.order)?.write.resolve()
      break
    case 'end':
      project.close()
      parentPort?.close()
  }
})

async function run(order: number, name: TaskName, input: unknown): Promise<void> {
  const own: Running = { cancel: new AbortController(), write: Promise.withResolvers() }
  running.set(order, own)
  try {
    // What came while the task before was at work is heard first: this one may be cancelled already.
    await setImmediate()
    own.cancel.signal.throwIfAborted()
    const output = await runTask(project, name, input as TaskInput<TaskName>, handle(order, own))
    const { heapTotal, external } = process.memoryUsage()
    say({ kind: 'done', order, output, bytes: heapTotal + external })
  } catch (error) {
    say({ kind: 'failed', order, error: errorBody(error) })
  } finally {
    running.delete(order)
    rest()
  }
}

function rest(): void {
  clearTimeout(resting)
  if (readsAhead) resting = setTimeout(readOn, REST_MS)
}

/** A step, then room for who asks meanwhile. */
function readOn(): void {
  if (running.size > 0) return
  reading ??= readBoxNumbers(project)
  if (reading.next().done === true) reading = null
  else resting = setTimeout(readOn)
}

function handle(order: number, { cancel, write }: Running): TaskHandle {
  let told = 0
  return {
    signal: cancel.signal,
    progress(done, total, message) {
      const now = performance.now()
      if (now - told < PROGRESS_MS && done !== total) return
      told = now
      say({ kind: 'progress', order, done, total, ...(message === undefined ? {} : { message }) })
    },
    async mayWrite() {
      say({ kind: 'may-write', order })
      await write.promise
    },
  }
}
