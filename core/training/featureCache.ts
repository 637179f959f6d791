/** What the frozen part of the network makes of images, in float16, within a bound of memory. */
import os from 'node:os'

/** At most this part of the computer's memory, and this many bytes. */
const memoryShare = 0.25
const mostBytes = 6 * 1024 ** 3

/** Bytes that kept features may take on this computer. */
export function cacheLimit(): number {
  return Math.min(os.totalmem() * memoryShare, mostBytes)
}

export class FeatureCache {
  readonly #features = new Map<string, Float16Array[]>()
  readonly #limit: number
  #bytes = 0

  constructor(limit = cacheLimit()) {
    this.#limit = limit
  }

  get(key: string): Float16Array[] | undefined {
    return this.#features.get(key)
  }

  /**
   * Keeps a float16 copy of an image's maps while there is room. Later ones are computed anew each time: with every
   * image equally likely, throwing old ones out for new ones would only cost more.
   */
  add(key: string, maps: readonly Float32Array[]): Float16Array[] {
    const halves = maps.map((map) => new Float16Array(map))
    const bytes = halves.reduce((sum, { byteLength }) => sum + byteLength, 0)
    if (this.#bytes + bytes <= this.#limit) {
      this.#features.set(key, halves)
      this.#bytes += bytes
    }
    return halves
  }

  get bytes(): number {
    return this.#bytes
  }
}
