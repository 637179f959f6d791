/** Threads that make samples while the network computes. */
import { Worker } from 'node:worker_threads'
import { StudioError } from '../../api/errors.ts'
import type { Targets } from '../targets.ts'
import type { PictureRequest, SampleAnswer, SampleJob, SampleThreadSettings, SharedPicture } from './messages.ts'

export interface RenderedSample {
  /** [height, width, 3] of the input. */
  pixels: Float32Array
  targets: Targets
}

interface Waiting {
  resolve(sample: RenderedSample): void
  reject(error: StudioError): void
}

interface Thread {
  worker: Worker
  waiting: Map<number, Waiting>
  /** Why it has ended: it answers no more. */
  failure: StudioError | null
}

export class SamplePool {
  readonly #threads: Thread[]
  readonly #onDecoded: (request: PictureRequest, picture: SharedPicture) => void
  #next = 0

  /** Starts `threads` threads; `onDecoded` hears of every image that one of them had to decode. */
  constructor(
    threads: number,
    settings: SampleThreadSettings,
    onDecoded: (request: PictureRequest, picture: SharedPicture) => void,
  ) {
    this.#onDecoded = onDecoded
    this.#threads = Array.from({ length: threads }, () => this.#start(settings))
  }

  /** Makes a sample. Rejects with BROKEN_FILE, NOT_FOUND and the like when an image cannot be read. */
  prepare(job: Omit<SampleJob, 'id'>): Promise<RenderedSample> {
    const id = this.#next++
    // The trainer's thread is busy during a step, so all jobs are handed out at once, to who has least to do.
    const thread = this.#threads.reduce((best, one) => (one.waiting.size < best.waiting.size ? one : best))
    if (thread.failure) return Promise.reject(thread.failure)
    return new Promise((resolve, reject) => {
      thread.waiting.set(id, { resolve, reject })
      // Somebody waits for it: the process must not end meanwhile.
      thread.worker.ref()
      thread.worker.postMessage({ ...job, id } satisfies SampleJob, [])
    })
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()))
  }

  #start(settings: SampleThreadSettings): Thread {
    const worker = new Worker(new URL('./sampleThread.ts', import.meta.url), { workerData: settings })
    const thread: Thread = { worker, waiting: new Map(), failure: null }
    worker.unref()
    worker.on('message', (answer: SampleAnswer) => this.#settle(thread, answer))
    worker.on('error', (error) => failAll(thread, error))
    worker.on('exit', () => failAll(thread, null))
    return thread
  }

  #settle({ worker, waiting }: Thread, answer: SampleAnswer): void {
    const one = waiting.get(answer.id)
    waiting.delete(answer.id)
    if (waiting.size === 0) worker.unref()
    if (answer.kind === 'failed') {
      const { code, message, hint, details } = answer.error
      one?.reject(new StudioError(code, message, hint, details))
      return
    }
    for (const { request, picture } of answer.decoded) this.#onDecoded(request, picture)
    one?.resolve({ pixels: answer.pixels, targets: answer.targets })
  }
}

function failAll(thread: Thread, error: unknown): void {
  const why = error instanceof Error ? `: ${error.message}` : ''
  thread.failure ??= new StudioError(
    'TRAINER_FAILED',
    `A thread that prepares training images ended${why}.`,
    'Go on with the run from its last checkpoint.',
    undefined,
    error ?? undefined,
  )
  for (const { reject } of thread.waiting.values()) reject(thread.failure)
  thread.waiting.clear()
}
