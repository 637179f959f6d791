/** The environment of a trainer process must reach the native library: what it computes tells. */
import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { trainerEnvironment, type Precision } from '../../../core/compute/environment.ts'

const program = `
  const tf = await import('@tensorflow/tfjs')
  const { startBackend } = await import('./core/compute/backends.ts')
  await startBackend('tensorflow')
  const x = tf.randomNormal([1, 24, 32, 64], 0, 1, 'float32', 1)
  const filter = tf.randomNormal([3, 3, 64, 64], 0, 1, 'float32', 2)
  console.log(JSON.stringify([...tf.conv2d(x, filter, 1, 'same').flatten().slice(0, 2000).dataSync()]))
`

async function convolve(environment: Record<string, string>): Promise<number[]> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', program],
    { env: { ...process.env, ...environment }, cwd: process.cwd() },
  )
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as number[]
}

const withPrecision = (precision: Precision) => convolve(trainerEnvironment(1, precision))

/** Seen to round with AMX; other processors may, or may compute as before. */
const rounds = existsSync('/proc/cpuinfo') && readFileSync('/proc/cpuinfo', 'utf8').includes('amx_bf16')

describe('the precision of a training', () => {
  it('is that of float32 unless asked for, whatever the surroundings say', async () => {
    const usual = await withPrecision('float32')
    process.env['ONEDNN_DEFAULT_FPMATH_MODE'] = 'BF16'
    try {
      expect(await withPrecision('float32')).toEqual(usual)
    } finally {
      delete process.env['ONEDNN_DEFAULT_FPMATH_MODE']
    }
  })

  it('may be that of bfloat16: sums of 576 products differ by what rounding their factors does', async () => {
    const [exact, rounded] = await Promise.all([withPrecision('float32'), withPrecision('bfloat16')])
    if (rounds) expect(rounded).not.toEqual(exact)
    // Each factor is off by up to a part in 256, at random: sqrt(576) * 2 ** -8 for factors around 1, four times over.
    for (const [index, value] of exact.entries()) expect(Math.abs(value - (rounded[index] ?? NaN))).toBeLessThan(0.4)
  })
})
