/** Weights in half precision: files of half the size, for slightly other scores. */
import { anchorsName } from './network.ts'

/** Largest number of half precision. */
const largest = 65_504

/** Tensors of fewer numbers save nothing worth their error. */
const fewest = 256

/**
 * The numbers in half precision, or null for a tensor that keeps its own: small ones, anchors (whose pixels would
 * move), whole numbers, and numbers that half precision does not reach.
 */
export function halved(name: string, numbers: Float32Array | Int32Array): Float16Array | null {
  if (numbers instanceof Int32Array || numbers.length < fewest || name.startsWith(anchorsName)) return null
  if (numbers.some((value) => !(Math.abs(value) <= largest))) return null
  return new Float16Array(numbers)
}
