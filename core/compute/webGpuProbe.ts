/** Looks for WebGPU in a process of its own: a driver that crashes takes only that process with it. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { errorBody } from '../api/errors.ts'
import { findWebGpuAdapter, type WebGpuAdapter } from './webgpu.ts'

export interface WebGpuProbe {
  adapter: WebGpuAdapter | null
  /** Why there is none, when more is known than that no card was found. */
  problem: string | null
}

/** Drivers answer within a second or two; one that hangs is given up. */
const limit = 20_000

/** What WebGPU would compute with. Never throws: what is missing is the answer. */
export async function probeWebGpu(): Promise<WebGpuProbe> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [import.meta.filename], { timeout: limit })
    return JSON.parse(stdout) as WebGpuProbe
  } catch (error) {
    return { adapter: null, problem: `WebGPU does not work here. ${lastLine(errorBody(error).message)}` }
  }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? ''
}

if (process.argv[1] === import.meta.filename) {
  const answer = await findWebGpuAdapter().then(
    (adapter): WebGpuProbe => ({ adapter, problem: null }),
    (error: unknown): WebGpuProbe => ({ adapter: null, problem: errorBody(error).message }),
  )
  // Dawn's threads would keep the process alive.
  process.stdout.write(JSON.stringify(answer), () => process.exit(0))
}
