/** The trainings of this engine: one at a time, the others wait their turn. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { errorBody, StudioError } from '../api/errors.ts'
import type { Project } from '../project/project.ts'
import { runEvents } from '../project/runEvents.ts'
import { log } from '../server/log.ts'
import { getRun, runsWithStatus, updateRun, type RunRecord } from '../project/runs.ts'
import type { RunStatus, StoredTrainEvent } from '../training/events.ts'
import { ActiveTraining } from './activeTraining.ts'
import { Bell } from './bell.ts'
import { isRunOwned } from './runOwner.ts'

/** Events read from the database at once. */
const PAGE = 500
/** Another process may be training the run: its events are looked for this often. */
const POLL_MS = 1000

const ALIVE: ReadonlySet<RunStatus> = new Set(['queued', 'running', 'paused'])

export class TrainingQueue {
  #active: ActiveTraining | null = null
  readonly #waiting: Array<{ project: Project; run: number }> = []
  readonly #bells = new Map<string, Bell>()
  #closed = false

  /** Puts a run, whose snapshot lies in its folder, in line; it starts at once when nothing else trains. */
  add(project: Project, run: number): void {
    updateRun(project, run, { status: 'queued', error: null })
    this.#waiting.push({ project, run })
    this.#next()
  }

  pause(project: Project, run: number): void {
    this.#mustBeActive(project, run).pause()
  }

  /** Goes on with a paused run, or puts an ended one with a checkpoint in line again. */
  resume(project: Project, run: number): void {
    const active = this.#find(project, run)
    if (active) return active.resume()
    if (this.#waiting.some((one) => one.project.id === project.id && one.run === run)) return
    const record = getRun(project, run)
    if (record.status === 'finished') {
      const hint = 'Start a new run that continues from its weights.'
      throw new StudioError('CONFLICT', `${record.name} has finished.`, hint, { run })
    }
    if (!existsSync(path.join(record.folder, 'snapshot.json'))) {
      throw new StudioError('NOT_FOUND', `The files of ${record.name} are gone from ${record.folder}.`)
    }
    this.add(project, run)
  }

  /** Ends a run now, with a last evaluation; a waiting one is taken out of the line. */
  stop(project: Project, run: number): void {
    const active = this.#find(project, run)
    if (active) return active.stop()
    const place = this.#waiting.findIndex((one) => one.project.id === project.id && one.run === run)
    if (place >= 0) this.#waiting.splice(place, 1)
    if (place >= 0 || getRun(project, run).status === 'interrupted') updateRun(project, run, { status: 'stopped' })
    this.#bell(project, run).ring()
  }

  /** Trainings that run or wait, over all projects. */
  get size(): number {
    return this.#waiting.length + (this.#active === null ? 0 : 1)
  }

  isBusy(project: Project, run?: number): boolean {
    const works = (one: { project: Project; run: number }) =>
      one.project.id === project.id && (run === undefined || one.run === run)
    return (this.#active !== null && works(this.#active)) || this.#waiting.some(works)
  }

  /** A run's events after a number, then live until it ends. Every watcher reads the same stored story. */
  async *events(project: Project, run: number, after: number, signal: AbortSignal): AsyncGenerator<StoredTrainEvent> {
    let seen = after
    while (!signal.aborted) {
      const { status } = getRun(project, run)
      const page = runEvents(project, run, seen, PAGE)
      for (const event of page) {
        yield event
        seen = event.seq
      }
      if (page.length > 0) continue
      if (!ALIVE.has(status)) return
      const patience = this.isBusy(project, run) ? [signal] : [signal, AbortSignal.timeout(POLL_MS)]
      await this.#bell(project, run).wait(AbortSignal.any(patience))
    }
  }

  /** Marks runs that a crash left behind as interrupted, so that they can go on. Call when a project is opened. */
  recover(project: Project): void {
    if (project.readOnly) return
    for (const run of runsWithStatus(project, [...ALIVE])) {
      if (this.isBusy(project, run.id) || isRunOwned(run.folder)) continue
      updateRun(project, run.id, { status: 'interrupted', error: errorBody(leftBehind(run)) })
    }
  }

  /** Stops with a checkpoint; runs in line are left as interrupted. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#active?.close()
    for (const { project, run } of this.#waiting.splice(0)) updateRun(project, run, { status: 'interrupted' })
  }

  /** Starts the next training when nothing else trains; one whose project has gone away meanwhile is passed over. */
  #next(): void {
    while (this.#active === null && !this.#closed) {
      const next = this.#waiting.shift()
      if (!next) return
      try {
        this.#start(next.project, next.run)
      } catch (error) {
        log.error(error)
        this.#bell(next.project, next.run).ring()
      }
    }
  }

  #start(project: Project, run: number): void {
    const active = new ActiveTraining(project, getRun(project, run), () => this.#bell(project, run).ring())
    this.#active = active
    void active.ended.finally(() => {
      this.#active = null
      this.#bell(project, run).ring()
      this.#next()
    })
  }

  #find(project: Project, run: number): ActiveTraining | null {
    const active = this.#active
    return active?.project.id === project.id && active.run === run ? active : null
  }

  #mustBeActive(project: Project, run: number): ActiveTraining {
    const active = this.#find(project, run)
    if (active) return active
    throw new StudioError('CONFLICT', `${getRun(project, run).name} is not training now.`)
  }

  #bell(project: Project, run: number): Bell {
    const key = `${project.id}/${run}`
    const bell = this.#bells.get(key) ?? new Bell()
    this.#bells.set(key, bell)
    return bell
  }
}

function leftBehind({ name }: RunRecord): StudioError {
  const hint = 'Go on with it: it continues from its last checkpoint.'
  return new StudioError('TRAINER_FAILED', `The studio ended while ${name} was training.`, hint)
}
