/** One trainer process: started with its own environment and a lower priority, spoken to by typed messages. */
import { fork, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { StudioError } from '../api/errors.ts'
import { trainerEnvironment, type Precision } from '../compute/environment.ts'
import type { TrainerCommand, TrainerMessage } from '../compute/messages.ts'

/** How a process ended. */
export interface TrainerExit {
  code: number | null
  signal: NodeJS.Signals | null
  /** The last lines it wrote on stderr: what a crash of the native library says. */
  lastWords: string
}

const LAST_WORDS = 4000

export class TrainerProcess {
  readonly pid: number
  /** Resolves when the process is gone; never rejects. */
  readonly exited: Promise<TrainerExit>
  readonly #child: ChildProcess

  /** Starts the process. `threads`: processor threads to compute with, 0 for all. */
  constructor(threads: number, onMessage: (message: TrainerMessage) => void, precision: Precision = 'float32') {
    this.#child = fork(workerFile(), [], {
      execArgv: ['--disable-warning=ExperimentalWarning'],
      serialization: 'advanced',
      env: { ...process.env, ...trainerEnvironment(threads, precision) },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // A group of its own, so that Ctrl-C in the terminal reaches the engine only, which then stops it cleanly.
      detached: process.platform !== 'win32',
      windowsHide: true,
    })
    let lastWords = ''
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      lastWords = (lastWords + text).slice(-LAST_WORDS)
    })
    this.exited = new Promise((resolve) => {
      this.#child.once('error', (error) => resolve({ code: null, signal: null, lastWords: error.message }))
      this.#child.once('exit', (code, signal) => resolve({ code, signal, lastWords: lastWords.trim() }))
    })
    this.#child.on('message', (message) => onMessage(message as TrainerMessage))
    this.pid = this.#child.pid ?? 0
    lowerPriority(this.pid)
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null && this.pid !== 0
  }

  /** Sends a command; one to a process that is going is dropped, since `exited` tells what became of it. */
  send(command: TrainerCommand): void {
    if (this.#child.connected) this.#child.send(command, () => undefined)
  }

  /** Cuts the connection, upon which the process saves what it has and ends; after `patience` ms it is killed. */
  async end(patience = 10_000): Promise<TrainerExit> {
    if (this.#child.connected) this.#child.disconnect()
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), patience)
    try {
      return await this.exited
    } finally {
      clearTimeout(timer)
    }
  }
}

/** The worker's entry beside the sources, or its bundle beside the engine's. */
function workerFile(): string {
  const candidates = ['../compute/worker.ts', 'worker.mjs', '../worker.mjs']
  const files = candidates.map((candidate) => path.resolve(import.meta.dirname, candidate))
  const found = files.find((file) => existsSync(file))
  if (!found) throw new StudioError('INTERNAL', 'The trainer program is missing from this installation.')
  return found
}

function lowerPriority(pid: number): void {
  if (pid === 0) return
  try {
    os.setPriority(pid, os.constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // Not allowed, or gone already: it then runs at the normal priority, which changes only how smooth the window is.
  }
}

/** One sentence on why a process ended by itself, for people. */
export function exitReason({ code, signal, lastWords }: TrainerExit): StudioError {
  const details = { code, signal, lastWords }
  const outOfMemory = /out of memory|OOM|bad_alloc|ResourceExhausted/i.test(lastWords)
  if (outOfMemory || (signal === 'SIGKILL' && lastWords === '')) {
    const what = outOfMemory ? 'The trainer ran out of memory.' : 'The trainer was ended from outside (signal SIGKILL).'
    const hint = 'Go on with the run from its last checkpoint; if memory is short, use a smaller batch or input size.'
    return new StudioError(outOfMemory ? 'OUT_OF_MEMORY' : 'TRAINER_FAILED', what, hint, details)
  }
  const how = signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`
  return new StudioError(
    'TRAINER_FAILED',
    `The trainer ended unexpectedly (${how}).`,
    'Go on with the run from its last checkpoint; if it happens again, try another backend in the settings.',
    details,
  )
}
