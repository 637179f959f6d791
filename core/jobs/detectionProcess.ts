/**
 * The trainer process that detects for jobs and the command line: kept warm for a while, since loading the native
 * library takes seconds. A training has a process of its own, so that both can go on at once.
 */
import { StudioError } from '../api/errors.ts'
import type { BenchmarkResult, DetectImage, TrainerCommand, TrainerMessage } from '../compute/messages.ts'
import type { Detection } from '../training/events.ts'
import { exitReason, TrainerProcess } from './trainerProcess.ts'

/** Idle time after which the process is ended, to give its memory back. */
const KEPT_WARM_MS = 60_000

export interface DetectionRequest {
  /** Folder with model.json and weights.safetensors: a run's, or an exported one. */
  modelFolder: string
  images: readonly DetectImage[]
  minimumScore: number
  backend: string
  threads: number
}

export interface DetectedFile {
  imageId: number
  detections: Detection[]
  /** Why the file could not be read; null when it could. */
  problem: string | null
}

interface Pending {
  /** The process that was asked. */
  trainer: TrainerProcess
  onDetected: (found: DetectedFile) => void
  onBenchmarked: (result: BenchmarkResult) => void
  resolve: () => void
  reject: (error: Error) => void
}

type NumberedCommand = Extract<TrainerCommand, { kind: 'detect' | 'benchmark' }>

export class DetectionProcess {
  readonly #pending = new Map<number, Pending>()
  #process: TrainerProcess | null = null
  #requests = 0
  /** Requests go one after the other: two at once would only halve each other's speed. */
  #line: Promise<unknown> = Promise.resolve()
  #idle: NodeJS.Timeout | undefined
  readonly #keptWarmMs: number

  constructor(keptWarmMs = KEPT_WARM_MS) {
    this.#keptWarmMs = keptWarmMs
  }

  /** Detects on every image; `onDetected` is called for each. Resolves at the end; rejects when cancelled or failed. */
  detect(request: DetectionRequest, onDetected: Pending['onDetected'], signal: AbortSignal): Promise<void> {
    const { modelFolder, images, ...settings } = request
    return this.#inLine(() =>
      this.#ask(
        (number) => ({
          ...settings,
          kind: 'detect',
          request: number,
          runFolder: modelFolder,
          images: [...images],
        }),
        { onDetected, onBenchmarked: () => {} },
        signal,
      ),
    )
  }

  /** Measures a backend's speed. */
  async benchmark(backend: string, threads: number, signal: AbortSignal): Promise<BenchmarkResult> {
    let result: BenchmarkResult | undefined
    const onBenchmarked = (measured: BenchmarkResult) => (result = measured)
    await this.#inLine(() =>
      this.#ask(
        (number) => ({ kind: 'benchmark', request: number, backend, threads }),
        { onDetected: () => {}, onBenchmarked },
        signal,
      ),
    )
    if (!result) throw new StudioError('INTERNAL', 'The trainer did not say how fast it is.')
    return result
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle)
    await this.#process?.end(2000)
  }

  #inLine<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#line.then(work)
    this.#line = result.catch(() => undefined)
    return result
  }

  async #ask(
    command: (request: number) => NumberedCommand,
    listeners: Pick<Pending, 'onDetected' | 'onBenchmarked'>,
    signal: AbortSignal,
  ): Promise<void> {
    signal.throwIfAborted()
    clearTimeout(this.#idle)
    const number = ++this.#requests
    const numbered = command(number)
    const trainer = this.#trainer(numbered.threads)
    const cancel = () => trainer.send({ kind: 'cancel', request: number })
    signal.addEventListener('abort', cancel, { once: true })
    try {
      await new Promise<void>((resolve, reject) => {
        this.#pending.set(number, { trainer, ...listeners, resolve, reject })
        trainer.send(numbered)
      })
      signal.throwIfAborted()
    } finally {
      this.#pending.delete(number)
      signal.removeEventListener('abort', cancel)
      this.#idle = setTimeout(() => this.#endIdle(), this.#keptWarmMs)
      this.#idle.unref()
    }
  }

  /** A request that comes while the process ends gets a new one: this one hears nothing any more. */
  #endIdle(): void {
    const idle = this.#process
    this.#process = null
    void idle?.end(2000)
  }

  #trainer(threads: number): TrainerProcess {
    if (this.#process?.isRunning) return this.#process
    const trainer = new TrainerProcess(threads, (message) => this.#hear(message))
    this.#process = trainer
    void this.#watch(trainer)
    return trainer
  }

  async #watch(trainer: TrainerProcess): Promise<void> {
    const exit = await trainer.exited
    if (this.#process === trainer) this.#process = null
    for (const one of this.#pending.values()) if (one.trainer === trainer) one.reject(exitReason(exit))
  }

  #hear(message: TrainerMessage): void {
    if (message.kind === 'ready' || message.kind === 'event' || message.request === null) return
    const pending = this.#pending.get(message.request)
    if (!pending) return
    if (message.kind === 'detected') {
      const { imageId, detections, problem } = message
      pending.onDetected({ imageId, detections, problem })
    } else if (message.kind === 'benchmarked') {
      pending.onBenchmarked(message.result)
      pending.resolve()
    } else if (message.kind === 'done') pending.resolve()
    else {
      const { code, message: text, hint, details } = message.error
      pending.reject(new StudioError(code, text, hint, details))
    }
  }
}
