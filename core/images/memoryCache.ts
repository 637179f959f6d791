/** Bytes by key, up to a total size; what was not used for longest goes first. */
export class MemoryCache {
  readonly #limit: number
  readonly #entries = new Map<string, Buffer>()
  #bytes = 0

  constructor(limitBytes: number) {
    this.#limit = limitBytes
  }

  get(key: string): Buffer | null {
    const found = this.#entries.get(key)
    if (!found) return null
    // A Map keeps the order of insertion: this makes the entry the newest.
    this.#entries.delete(key)
    this.#entries.set(key, found)
    return found
  }

  set(key: string, bytes: Buffer): void {
    this.#bytes += bytes.length - (this.#entries.get(key)?.length ?? 0)
    this.#entries.delete(key)
    this.#entries.set(key, bytes)
    for (const [oldest, { length }] of this.#entries) {
      if (this.#bytes <= this.#limit) break
      this.#entries.delete(oldest)
      this.#bytes -= length
    }
  }
}
