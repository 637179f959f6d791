/** Training keeps no tensor, whatever the loss, and its memory stays flat over thousands of steps. */
import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { trainerEnvironment } from '../../../core/compute/environment.ts'
import { hasTensorFlow } from './fixture.ts'
import type { MemoryResult } from './memoryRun.ts'

/**
 * Growth that is noise: 4 KB a step. A leak of the smallest map of the smallest network would be twice that, and a run
 * of 100,000 steps at this rate would take 400 MB.
 */
const mostBytesPerStep = 4096

// Plain JavaScript would take many minutes; its memory is the garbage collector's.
it.skipIf(!hasTensorFlow)(
  'leaves no tensor after 200 steps of all losses, and no memory after 2,000 steps',
  async () => {
    const script = path.join(import.meta.dirname, 'memoryRun.ts')
    const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', script], {
      env: { ...process.env, ...trainerEnvironment(1) },
    })
    const { leaked, heldBytes } = JSON.parse(stdout) as MemoryResult
    expect(leaked).toEqual({ steps: 0, all: 0 })
    expect(heldBytes.length).toBe(40)
    const lastHalf = heldBytes.slice(heldBytes.length / 2)
    expect(slope(lastHalf) / 50).toBeLessThan(mostBytesPerStep)
  },
  600_000,
)

/** Growth from one value to the next, by least squares. */
function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const above = values.reduce((sum, value, index) => sum + (index - middle) * (value - mean), 0)
  return above / values.reduce((sum, _, index) => sum + (index - middle) ** 2, 0)
}
