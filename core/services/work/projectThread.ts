/** The engine's side of a thread that works on a project. */
import { Worker } from 'node:worker_threads'
import { StudioError } from '../../api/errors.ts'
import type { ProjectPlace } from '../../project/attach.ts'
import type { FromThread, ThreadSettings, ToThread } from './messages.ts'
import type { TaskHandle, TaskInput, TaskName, TaskOutput } from './tasks.ts'

/**
 * Megabytes of JavaScript objects that a thread may have. Below two gigabytes V8 clears away after itself sooner: an
 * import of a million boxes takes 750 MB instead of 1,050, in the same time. Five million boxes still fit.
 */
const LIMITS = { maxOldGenerationSizeMb: 1990, maxYoungGenerationSizeMb: 24 }

interface Order {
  task: TaskHandle
  resolve(output: unknown): void
  reject(error: unknown): void
}

export class ProjectThread {
  readonly #worker: Worker
  readonly #orders = new Map<number, Order>()
  readonly #exited: Promise<void>
  #last = 0
  #ended = false
  #bytes = 0

  constructor(
    { id, name, path, folder, home }: ProjectPlace,
    readOnly: boolean,
    { readsAhead = false, resourceLimits = LIMITS } = {},
  ) {
    const settings: ThreadSettings = { place: { id, name, path, folder, home }, readOnly, readsAhead }
    this.#worker = new Worker(new URL('thread.ts', import.meta.url), { workerData: settings, resourceLimits })
    this.#worker.on('message', (message: FromThread) => this.#hear(message))
    this.#worker.on('error', (error) => this.#fail(isOutOfMemory(error) ? tooLarge(name, error) : error))
    this.#worker.on('exit', () => this.#fail(new StudioError('CANCELLED', `The work on ${name} was cut off.`)))
    this.#exited = new Promise((resolve) => this.#worker.once('exit', () => resolve()))
    // It alone is no reason for the engine to stay.
    this.#worker.unref()
  }

  /** Can it do nothing more? */
  get ended(): boolean {
    return this.#ended
  }

  /** What it held in memory after its last task. */
  get bytes(): number {
    return this.#bytes
  }

  get busy(): boolean {
    return this.#orders.size > 0
  }

  /** Resolves with the task's output; rejects with what went wrong in it, or when the thread is ended. */
  async run<Name extends TaskName>(name: Name, input: TaskInput<Name>, task: TaskHandle): Promise<TaskOutput<Name>> {
    const order = ++this.#last
    const cancel = () => this.#say({ kind: 'cancel', order })
    task.signal.addEventListener('abort', cancel)
    this.#worker.ref()
    try {
      return await new Promise<TaskOutput<Name>>((resolve, reject) => {
        this.#orders.set(order, { task, resolve: (output) => resolve(output as TaskOutput<Name>), reject })
        this.#say({ kind: 'run', order, name, input })
      })
    } finally {
      task.signal.removeEventListener('abort', cancel)
      this.#orders.delete(order)
      if (!this.busy) this.#worker.unref()
    }
  }

  /** Ends it: at once when it only reads, else after it has closed its database. One that died has ended already. */
  async end(atOnce: boolean): Promise<void> {
    if (atOnce) {
      await this.#worker.terminate()
      return
    }
    this.#worker.ref()
    this.#say({ kind: 'end' })
    await this.#exited
  }

  #say(message: ToThread): void {
    this.#worker.postMessage(message)
  }

  #hear(message: FromThread): void {
    const order = this.#orders.get(message.order)
    if (!order) return
    const { task, resolve, reject } = order
    if (message.kind === 'progress') task.progress(message.done, message.total, message.message)
    else if (message.kind === 'done') {
      this.#bytes = message.bytes
      resolve(message.output)
    } else if (message.kind === 'may-write') {
      task.mayWrite().then(() => this.#say({ kind: 'write', order: message.order }), reject)
    } else {
      const { code, message: words, hint, details } = message.error
      reject(task.signal.aborted ? task.signal.reason : new StudioError(code, words, hint, details))
    }
  }

  #fail(error: unknown): void {
    this.#ended = true
    for (const { reject } of this.#orders.values()) reject(error)
  }
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}

function tooLarge(name: string, error: unknown): StudioError {
  const hint = 'Import a data set of many millions of boxes in parts.'
  return new StudioError(
    'OUT_OF_MEMORY',
    `The work on ${name} needs more memory than it may have.`,
    hint,
    undefined,
    error,
  )
}
