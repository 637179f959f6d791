/** Running out of memory: recognised, and answered with fewer images at once. */
import { StudioError } from '../api/errors.ts'

/** What TensorFlow, CUDA, WebGPU, the C++ library and Node say when memory cannot be had. */
const words =
  /\bOOM\b|out of memory|resource ?exhausted|failed to allocate|bad_alloc|allocation failed|cannot allocate/i

export function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && (words.test(error.message) || words.test(error.name))
}

export function outOfMemory(cause: unknown, { width, height }: { width: number; height: number }): StudioError {
  return new StudioError(
    'OUT_OF_MEMORY',
    `Memory ran out even with one image of ${width} x ${height} at a time.`,
    'Use a smaller input (input.area) or network, freeze more of it, or close other programs.',
    { width, height },
    cause,
  )
}
