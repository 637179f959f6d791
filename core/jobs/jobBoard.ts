/** Long-running work of the engine (imports, exports, detection): started at once, watched and cancelled by id. */
import { randomUUID } from 'node:crypto'
import { errorBody, StudioError } from '../api/errors.ts'
import type { JobKind, JobResult, JobState } from '../api/types.ts'
import { Bell } from './bell.ts'

/** What the work of a job gets to report with. */
export interface JobHandle {
  /** Aborts when the job is cancelled: the work stops at the next safe point by throwing (`throwIfAborted`). */
  readonly signal: AbortSignal
  /** `total` is null while it is not known; a message replaces the last one. */
  progress(done: number, total: number | null, message?: string): void
}

interface Job {
  state: JobState
  readonly cancel: AbortController
  readonly bell: Bell
}

/** Finished jobs that are remembered, so that a page that comes back late still learns the outcome. */
const REMEMBERED = 50

export class JobBoard {
  readonly #jobs = new Map<string, Job>()
  readonly #running = new Set<Promise<void>>()

  /** Starts the work and answers at once with the job's first state. */
  start(kind: JobKind, title: string, work: (job: JobHandle) => Promise<JobResult>): JobState {
    const state: JobState = {
      id: randomUUID(),
      kind,
      title,
      status: 'running',
      done: 0,
      total: null,
      message: '',
      result: null,
      error: null,
    }
    const job: Job = { state, cancel: new AbortController(), bell: new Bell() }
    this.#jobs.set(state.id, job)
    const running = this.#run(job, work).finally(() => this.#running.delete(running))
    this.#running.add(running)
    return state
  }

  get isBusy(): boolean {
    return this.#running.size > 0
  }

  /** All remembered jobs, newest first. */
  list(): JobState[] {
    return [...this.#jobs.values()].map((job) => job.state).reverse()
  }

  /** The job's state now and after each change, until it has ended. Fast changes are merged. */
  async *watch(id: string, signal: AbortSignal): AsyncGenerator<JobState> {
    const job = this.#find(id)
    let seen: JobState | undefined
    while (!signal.aborted) {
      if (job.state === seen) {
        await job.bell.wait(signal)
        continue
      }
      seen = job.state
      yield seen
      if (seen.status !== 'running') return
    }
  }

  /** Asks the work to stop; what it has written is rolled back or kept whole by the work itself. */
  cancel(id: string): void {
    const job = this.#find(id)
    if (job.state.status === 'running') job.cancel.abort(new StudioError('CANCELLED', `${job.state.title}: cancelled.`))
  }

  /** Resolves with the job's last state. */
  async finished(id: string): Promise<JobState> {
    let last = this.#find(id).state
    for await (const state of this.watch(id, new AbortController().signal)) last = state
    return last
  }

  /** Cancels everything and waits until it has stopped. */
  async close(): Promise<void> {
    for (const id of this.#jobs.keys()) this.cancel(id)
    await Promise.all(this.#running)
  }

  async #run(job: Job, work: (job: JobHandle) => Promise<JobResult>): Promise<void> {
    const change = (next: Partial<JobState>) => {
      job.state = { ...job.state, ...next }
      job.bell.ring()
    }
    const progress = (done: number, total: number | null, message?: string) =>
      change({ done, total, ...(message === undefined ? {} : { message }) })
    try {
      const result = await work({ signal: job.cancel.signal, progress })
      change({ status: 'done', result })
    } catch (error) {
      const { aborted, reason } = job.cancel.signal
      change({ status: aborted ? 'cancelled' : 'failed', error: errorBody(aborted ? reason : error) })
    }
    this.#forgetOld()
  }

  #find(id: string): Job {
    const job = this.#jobs.get(id)
    if (!job) throw new StudioError('NOT_FOUND', `There is no job ${id}.`, 'It ended before the engine was restarted.')
    return job
  }

  #forgetOld(): void {
    const ended = [...this.#jobs.values()].filter((job) => job.state.status !== 'running')
    for (const job of ended.slice(0, Math.max(0, ended.length - REMEMBERED))) this.#jobs.delete(job.state.id)
  }
}
