/** Measures a backend in a process of its own: a library that crashes takes only that process with it. */
import { fork } from 'node:child_process'
import path from 'node:path'
import { StudioError } from '../api/errors.ts'
import { trainerEnvironment } from './environment.ts'
import type { BenchmarkResult, TrainerCommand, TrainerMessage } from './messages.ts'

/** Longer than the slowest backend takes on a slow machine; a library that hangs is given up. */
const limit = 120_000

/** Speed of a backend ('tensorflow', 'webgpu', 'cpu'), measured over some seconds. Throws TRAINER_FAILED with the reason. */
export function measureBackend(backend: string): Promise<BenchmarkResult> {
  const worker = path.join(import.meta.dirname, 'worker.ts')
  const child = fork(worker, [], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: { ...process.env, ...trainerEnvironment(0) },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let lastWords = ''
  child.stderr?.on('data', (data: Buffer) => {
    lastWords = (lastWords + data.toString()).slice(-2000)
  })
  return new Promise<BenchmarkResult>((resolve, reject) => {
    const fail = (message: string): void => reject(new StudioError('TRAINER_FAILED', message))
    const timer = setTimeout(() => fail(`It gave no answer within ${limit / 1000} seconds.`), limit)
    child.once('error', (error) => fail(error.message))
    child.once('exit', (code, signal) => {
      clearTimeout(timer)
      const said = lastWords.trim().split('\n').at(-1) ?? ''
      fail(`Its process ended with ${signal ?? `code ${code}`}${said ? `: ${said}` : ''}.`)
    })
    child.on('message', (message: TrainerMessage) => {
      if (message.kind === 'benchmarked') resolve(message.result)
      if (message.kind === 'failed') fail(message.error.message)
    })
    const command: TrainerCommand = { kind: 'benchmark', request: 1, backend, threads: 0 }
    child.send(command)
  }).finally(() => child.kill('SIGKILL'))
}
