/** The engine as a process of its own: started, watched, started again once when it dies, and ended cleanly. Plain Node. */
import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { ErrorBody } from '../core/api/errors.ts'

export interface EngineProcessOptions {
  /** The Node 24 binary. */
  node: string
  /** Script of the engine: engineEntry.ts, or its bundle. */
  entry: string
  environment?: NodeJS.ProcessEnv
  /** Called when the engine died and does not come back. */
  onFailure: (error: ErrorBody) => void
}

/** Time in which the engine must listen: migrations of a large project included. */
const startLimit = 60_000
/** Time in which it must end: a training writes its checkpoint first. */
const endLimit = 30_000
/** An engine that lived this long has earned another restart. */
const healthyLife = 60_000

export class EngineProcess {
  private readonly options: EngineProcessOptions
  private child: ChildProcess | undefined
  private listening: Promise<string> | undefined
  private socketFolder: string | undefined
  private ending = false
  private startedAt = 0
  private restarted = false

  constructor(options: EngineProcessOptions) {
    this.options = options
  }

  /** The path of the socket on which the engine listens, once it does. Rejects when it cannot be started. */
  socketPath(): Promise<string> {
    this.listening ??= this.launch()
    return this.listening
  }

  /** The engine's process id while it lives. */
  get pid(): number | undefined {
    return this.child?.pid
  }

  /** Asks the engine to save and end, waits for it, and only then stops it the hard way. */
  async end(): Promise<void> {
    this.ending = true
    const { child } = this
    if (child && child.exitCode === null && child.signalCode === null) {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      // The engine ends by itself when its input closes, on every platform alike.
      child.stdin?.end()
      const timer = setTimeout(() => child.kill('SIGKILL'), endLimit)
      await gone
      clearTimeout(timer)
    }
    if (this.socketFolder) await rm(this.socketFolder, { recursive: true, force: true })
  }

  private async launch(): Promise<string> {
    const socketPath = await this.newSocketPath()
    const { node, entry, environment } = this.options
    this.startedAt = Date.now()
    const child = spawn(node, ['--disable-warning=ExperimentalWarning', entry, '--socket', socketPath], {
      env: environment ?? process.env,
      stdio: ['pipe', 'pipe', 'inherit'],
      windowsHide: true,
    })
    this.child = child
    // Writing to an engine that just died must not end the shell.
    child.stdin.on('error', () => child.kill())
    await ready(child)
    child.once('exit', () => this.died())
    return socketPath
  }

  private died(): void {
    if (this.ending) return
    this.listening = undefined
    const wasHealthy = Date.now() - this.startedAt >= healthyLife
    if (wasHealthy || !this.restarted) {
      this.restarted = true
      this.socketPath().catch((error: unknown) => this.fail(error))
      return
    }
    this.fail(new Error('The engine ended twice within a minute.'))
  }

  private fail(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error)
    const hint = 'Your labels are saved. Start Focal Studio again; "focal-studio doctor" shows what is wrong.'
    this.options.onFailure({ code: 'INTERNAL', message, hint })
  }

  /** A new name each time: a dead engine's socket cannot be taken for the new one's. */
  private async newSocketPath(): Promise<string> {
    const name = randomBytes(8).toString('hex')
    if (process.platform === 'win32') return `\\\\.\\pipe\\focal-studio-${name}`
    // A folder that only this user may enter (mkdtemp makes it so), short enough for a socket's 104 bytes.
    this.socketFolder ??= await mkdtemp(path.join(tmpdir(), 'focal-'))
    return path.join(this.socketFolder, `${name}.sock`)
  }
}

/** Waits for the engine's line {"ready":true}; rejects with its {"error":…}, when it exits, or when it takes too long. */
function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`The engine did not start within ${startLimit / 1000} seconds.`))
    }, startLimit)
    const settle = (error?: Error): void => {
      clearTimeout(timer)
      if (error) reject(error)
      else resolve()
    }
    child.once('error', (error) => settle(new Error(`The engine could not be started: ${error.message}`)))
    child.once('exit', (code, signal) => settle(new Error(`The engine ended while starting (${code ?? signal}).`)))
    if (!child.stdout) return settle(new Error('The engine has no output.'))
    createInterface({ input: child.stdout }).on('line', (line) => {
      const answer = parseLine(line)
      if (answer?.ready) settle()
      else if (answer?.error) settle(new Error(answer.error.message))
    })
  })
}

function parseLine(line: string): { ready?: boolean; error?: ErrorBody } | undefined {
  try {
    return JSON.parse(line) as { ready?: boolean; error?: ErrorBody }
  } catch {
    // A library may print words of its own; only whole JSON is the engine's answer.
    return undefined
  }
}
