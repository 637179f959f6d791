/** Golden numbers of the losses (made by test/oracles/losses/*.py), and how far float32 may be from them. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { startBackend, type BackendChoice } from '../../../../core/compute/backends.ts'
import { hasTensorFlow } from '../fixture.ts'

export function readGolden<T>(name: string): T {
  const file = path.resolve(import.meta.dirname, '../../../oracles/losses', `${name}.json`)
  return JSON.parse(readFileSync(file, 'utf8')) as T
}

/** The backends that compute without a graphics card here. */
export const backends: BackendChoice[] = hasTensorFlow ? ['cpu', 'tensorflow'] : ['cpu']

export async function useBackend(choice: BackendChoice): Promise<void> {
  await startBackend(choice)
}

/** The smallest float32 number with full precision: what lies below (exp(-120), say) is rounded, or is zero. */
const smallestNormal = 2 ** -126

/** The largest |found - expected| as a part of what is allowed: `tolerance` of the expected, or the smallest float32. */
export function worst(found: ArrayLike<number>, expected: readonly number[], tolerance: number): number {
  let largest = found.length === expected.length ? 0 : Number.NaN
  for (const [index, value] of expected.entries()) {
    const error = Math.abs((found[index] ?? Number.NaN) - value) / (tolerance * Math.abs(value) + smallestNormal)
    if (!(error <= largest)) largest = error
  }
  return largest
}
