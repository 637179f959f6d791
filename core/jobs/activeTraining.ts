/** One training at work: its process, what it says written down, and how it ended. */
import { StudioError, errorBody, toStudioError } from '../api/errors.ts'
import type { TrainerCommand, TrainerMessage } from '../compute/messages.ts'
import type { Project } from '../project/project.ts'
import type { RunRecord } from '../project/runs.ts'
import { log } from '../server/log.ts'
import type { TrainingConfig } from '../training/config.ts'
import type { TrainEvent } from '../training/events.ts'
import { keepDetections } from './keepDetections.ts'
import { RunLog } from './runLog.ts'
import { claimRun, waitForFormerTrainer } from './runOwner.ts'
import { exitReason, TrainerProcess } from './trainerProcess.ts'

export class ActiveTraining {
  readonly project: Project
  readonly run: number
  /** Resolves when the process has ended and everything is written. */
  readonly ended: Promise<void>
  readonly #folder: string
  /** The best step at the start of this part of the training. */
  readonly #bestBefore: number | null
  readonly #config: Pick<TrainingConfig, 'threads' | 'precision'>
  readonly #log: RunLog
  #process: TrainerProcess | null = null
  /** What was asked for before there was a process to ask. */
  readonly #asked: TrainerCommand[] = []
  /** The trainer has said its last word (finished or failed); what comes now is only its exit. */
  #concluded = false
  /** Resolves when its last word is written down. */
  #written: Promise<void> = Promise.resolve()
  #closing = false

  constructor(project: Project, run: RunRecord, onWritten: () => void) {
    this.project = project
    this.run = run.id
    this.#folder = run.folder
    this.#bestBefore = run.bestStep
    this.#config = run.config
    this.#log = new RunLog(project, run.id, onWritten)
    this.ended = this.#work()
  }

  pause(): void {
    this.#ask({ kind: 'pause' })
  }

  resume(): void {
    this.#ask({ kind: 'resume' })
  }

  /** Ends the training now, with a last evaluation; the best weights are kept. */
  stop(): void {
    this.#ask({ kind: 'stop' })
  }

  /** The engine ends: the trainer writes a checkpoint, and the run can go on later. */
  async close(): Promise<void> {
    this.#closing = true
    await this.#process?.end()
    await this.ended
  }

  #ask(command: TrainerCommand): void {
    if (this.#process) this.#process.send(command)
    else this.#asked.push(command)
  }

  async #work(): Promise<void> {
    let release = () => {}
    try {
      await waitForFormerTrainer(this.#folder)
      if (this.#closing) return this.#interrupted(new StudioError('CANCELLED', 'The studio was closed.'))
      const { threads, precision } = this.#config
      const trainer = new TrainerProcess(threads, (message) => this.#hear(message), precision)
      this.#process = trainer
      for (const command of this.#asked) trainer.send(command)
      release = claimRun(this.#folder, trainer.pid)
      this.#log.change({ status: 'running', error: null })
      const exit = await trainer.exited
      if (this.#concluded) {
        await this.#written
        this.#log.flush()
      } else this.#interrupted(this.#closing ? closed() : exitReason(exit))
    } catch (error) {
      // Nobody would hear of a training that goes on all the same.
      this.#concluded = true
      await this.#process?.end()
      this.#log.add({ kind: 'failed', error: errorBody(error) })
    } finally {
      release()
    }
  }

  #hear(message: TrainerMessage): void {
    if (message.kind === 'ready') this.#process?.send({ kind: 'train', runFolder: this.#folder })
    if (message.kind === 'failed') this.#conclude(() => this.#log.add({ kind: 'failed', error: message.error }))
    if (message.kind !== 'event') return
    const { event } = message
    if (event.kind === 'finished') this.#conclude(() => this.#finish(event))
    else if (event.kind === 'failed') this.#conclude(() => this.#log.add(event))
    else this.#log.add(event)
  }

  #conclude(write: () => void | Promise<void>): void {
    if (this.#concluded) return
    this.#concluded = true
    this.#written = Promise.resolve(write())
    void this.#process?.end()
  }

  /** The detections come first: whoever hears of the end can review them. */
  async #finish(event: Extract<TrainEvent, { kind: 'finished' }>): Promise<void> {
    const run = { id: this.run, folder: this.#folder, before: this.#bestBefore }
    try {
      await keepDetections(this.project, run, event.bestStep)
    } catch (error) {
      // The model can be asked for them.
      log.warn({ error: toStudioError(error).message, run: this.run }, 'detections of the evaluation are not kept')
    }
    this.#log.add(event)
  }

  #interrupted(reason: StudioError): void {
    this.#log.add({ kind: 'note', text: reason.message })
    this.#log.change({ status: 'interrupted', error: errorBody(reason) })
  }
}

function closed(): StudioError {
  return new StudioError(
    'CANCELLED',
    'The studio was closed while this run was training.',
    'Go on with it: it continues from its last checkpoint.',
  )
}
