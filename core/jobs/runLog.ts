/**
 * Writes down what a trainer says: events in batched transactions, the run's row beside them, and rings for whoever
 * watches. Nothing that was rung for is lost by a crash.
 */
import { toStudioError } from '../api/errors.ts'
import type { Project } from '../project/project.ts'
import { appendRunEvents } from '../project/runEvents.ts'
import { getRun, updateRun, type RunChange } from '../project/runs.ts'
import type { TrainEvent } from '../training/events.ts'
import { log } from '../server/log.ts'

type StepEvent = Extract<TrainEvent, { kind: 'step' }>

/** Steps wait this long for company, so that a fast GPU does not make a transaction of each. */
const BATCH_MS = 250
/** After a failed write (a locked database, a full disk) the batch is kept and tried again. */
const RETRY_MS = 2000

export class RunLog {
  readonly #project: Project
  readonly #run: number
  readonly #onWritten: () => void
  #pending: TrainEvent[] = []
  #change: RunChange = {}
  #timer: NodeJS.Timeout | undefined

  constructor(project: Project, run: number, onWritten: () => void) {
    this.#project = project
    this.#run = run
    this.#onWritten = onWritten
  }

  /** Takes an event in; steps are written a moment later together, everything else at once. */
  add(event: TrainEvent): void {
    this.#pending.push(event)
    Object.assign(this.#change, changeOf(event))
    if (event.kind === 'step') this.#schedule(BATCH_MS)
    else this.flush()
  }

  /** Changes the run's row with the next write, which is now. */
  change(change: RunChange): void {
    Object.assign(this.#change, change)
    this.flush()
  }

  /** Writes what is pending; gives whether that worked. */
  flush(): boolean {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const { database } = this.#project
    try {
      database.transaction(() => {
        if (this.#pending.length > 0) appendRunEvents(this.#project, this.#run, mergeSteps(this.#pending))
        updateRun(this.#project, this.#run, this.#bestOnly())
      })
    } catch (error) {
      log.warn({ error: toStudioError(error).message, run: this.#run }, 'events are kept until they can be written')
      this.#schedule(RETRY_MS)
      return false
    }
    this.#pending = []
    this.#change = {}
    this.#onWritten()
    return true
  }

  /** A run that ended without an evaluation keeps the scores that it has. */
  #bestOnly(): RunChange {
    const { scores, ...others } = this.#change
    if (scores !== null) return this.#change
    return getRun(this.#project, this.#run).scores === null ? this.#change : others
  }

  #schedule(milliseconds: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.flush()
    }, milliseconds)
    // A database that went away for good is no reason for the engine to stay.
    this.#timer.unref()
  }
}

/** What an event changes in the run's row. */
function changeOf(event: TrainEvent): RunChange {
  switch (event.kind) {
    case 'started':
      return {
        status: 'running',
        backend: event.backend,
        trainImages: event.trainImages,
        valImages: event.valImages,
        error: null,
      }
    case 'step':
      return { steps: event.step, seconds: event.seconds, progress: event.progress }
    case 'evaluation':
      return event.best ? { scores: event.scores, bestStep: event.step } : {}
    case 'paused':
      return { status: 'paused' }
    case 'resumed':
      return { status: 'running' }
    case 'finished':
      return {
        status: event.reason === 'stopped' ? 'stopped' : 'finished',
        steps: event.steps,
        seconds: event.seconds,
        scores: event.scores,
        ...(event.bestStep === null ? {} : { bestStep: event.bestStep }),
        ...(event.reason === 'stopped' ? {} : { progress: 1 }),
      }
    case 'failed':
      return { status: 'failed', error: event.error }
    case 'note':
    case 'checkpoint':
    case 'rolled-back':
      return {}
  }
}

/** Steps that came within one batch become one point of the curve: the mean of their losses, the rest of the last. */
function mergeSteps(events: readonly TrainEvent[]): TrainEvent[] {
  const merged: TrainEvent[] = []
  let steps: StepEvent[] = []
  const close = () => {
    const last = steps.at(-1)
    if (last) {
      const mean = (key: 'loss' | 'classLoss' | 'boxLoss') =>
        steps.reduce((sum, step) => sum + step[key], 0) / steps.length
      merged.push({ ...last, loss: mean('loss'), classLoss: mean('classLoss'), boxLoss: mean('boxLoss') })
    }
    steps = []
  }
  for (const event of events) {
    if (event.kind === 'step') steps.push(event)
    else {
      close()
      merged.push(event)
    }
  }
  close()
  return merged
}
