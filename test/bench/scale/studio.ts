/** A running engine to measure: calls to its API, its memory, and how long it was blocked. */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { JobState } from '../../../core/api/types.ts'

const TOKEN = 'token-of-the-bench'

export interface Measured<T> {
  value: T
  milliseconds: number
  /** Of all the engine's threads: other programs take time, not this. */
  processorMs: number
  /** Longest time for which the engine answered nothing. */
  blockedMs: number
  /** Highest memory of the engine meanwhile. */
  peakBytes: number
  /** Of the answer. */
  bytes: number
}

export class Studio {
  readonly address: string
  /** From the start of the process until it listened. */
  readonly startMs: number
  readonly #process: ChildProcess

  private constructor(process: ChildProcess, url: string, startMs: number) {
    this.#process = process
    this.address = new URL(url).origin
    this.startMs = startMs
  }

  static async start(dataFolder: string): Promise<Studio> {
    const started = performance.now()
    const process = fork(path.join(import.meta.dirname, 'engineProcess.ts'), [dataFolder, TOKEN], {
      execArgv: ['--disable-warning=ExperimentalWarning'],
    })
    const [{ url }] = (await once(process, 'message')) as [{ url: string }]
    return new Studio(process, url, performance.now() - started)
  }

  get entry(): string {
    return `${this.address}/?token=${TOKEN}`
  }

  async measure<T>(procedure: string, input: unknown): Promise<Measured<T>> {
    await this.#blocked()
    this.#forgetPeak()
    const processor = this.processorMs()
    const started = performance.now()
    const { value, bytes } = await this.#call<T>(procedure, input)
    const ended: unknown = isJob(value) ? await this.#end(value) : value
    const milliseconds = performance.now() - started
    const processorMs = this.processorMs() - processor
    return {
      value: ended as T,
      milliseconds,
      processorMs,
      blockedMs: await this.#blocked(),
      peakBytes: this.memory().peak,
      bytes,
    }
  }

  /** Bytes in memory now, and the most since the last measurement began. */
  memory(): { now: number; peak: number } {
    const status = readFileSync(`/proc/${this.#process.pid}/status`, 'utf8')
    const kib = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) * 1024
    return { now: kib('VmRSS'), peak: kib('VmHWM') }
  }

  async stop(): Promise<void> {
    this.#process.send('stop')
    await once(this.#process, 'exit')
  }

  async #blocked(): Promise<number> {
    this.#process.send('blocked')
    const [{ blockedMs }] = (await once(this.#process, 'message')) as [{ blockedMs: number }]
    return blockedMs
  }

  /** Of all the engine's threads so far. */
  processorMs(): number {
    // After the name in brackets: utime and stime are the 14th and 15th fields, in hundredths of a second.
    const fields = readFileSync(`/proc/${this.#process.pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return (Number(fields[11]) + Number(fields[12])) * 10
  }

  #forgetPeak(): void {
    writeFileSync(`/proc/${this.#process.pid}/clear_refs`, '5')
  }

  async #call<T>(procedure: string, input: unknown): Promise<{ value: T; bytes: number }> {
    const response = await fetch(`${this.address}/api/${procedure}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
      body: JSON.stringify(input ?? {}),
    })
    const text = await response.text()
    const body = JSON.parse(text) as { result?: { data: T }; error?: { message: string } }
    if (!body.result) throw new Error(`${procedure}: ${body.error?.message ?? response.status}`)
    return { value: body.result.data, bytes: text.length }
  }

  async #end(job: JobState): Promise<JobState> {
    for (;;) {
      const { value } = await this.#call<JobState[]>('jobs.list', {})
      const state = value.find(({ id }) => id === job.id) ?? job
      if (state.status === 'failed') throw new Error(`${job.title}: ${state.error?.message}`)
      if (state.status !== 'running') return state
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

function isJob(value: unknown): value is JobState {
  return value !== null && typeof value === 'object' && 'status' in value && 'result' in value
}
