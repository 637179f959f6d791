/** Rows of images by id, the least recently stored dropped first. A stale row is still shown while its successor is fetched. */
import type { ImageRow } from '../../core/project/types.ts'

export class RowCache {
  readonly #limit: number
  readonly #rows = new Map<number, ImageRow>()
  /** When each became stale, in steps of `#now`. */
  readonly #stale = new Map<number, number>()
  readonly #underway = new Set<number>()
  #now = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  get(id: number): ImageRow | undefined {
    return this.#rows.get(id)
  }

  /** The ids of these that must be fetched; they count as under way until `release`. */
  claim(ids: number[]): number[] {
    const wanted = ids.filter((id) => (!this.#rows.has(id) || this.#stale.has(id)) && !this.#underway.has(id))
    for (const id of wanted) this.#underway.add(id)
    for (const id of wanted) this.#stale.delete(id)
    return wanted
  }

  release(ids: number[]): void {
    for (const id of ids) this.#underway.delete(id)
  }

  /** Rows that were asked for just after `makeStale` gave `since` are fresh, unless they became stale once more. */
  put(rows: ImageRow[], since = 0): void {
    for (const row of rows) {
      if ((this.#stale.get(row.id) ?? Infinity) <= since) this.#stale.delete(row.id)
      this.#rows.delete(row.id)
      this.#rows.set(row.id, row)
    }
    for (const id of this.#rows.keys()) {
      if (this.#rows.size <= this.#limit) break
      this.#rows.delete(id)
    }
  }

  /** Marks rows to be fetched again, all of them when none are named, and tells when that was. */
  makeStale(ids: Iterable<number> = this.#rows.keys()): number {
    this.#now++
    for (const id of ids) this.#stale.set(id, this.#now)
    return this.#now
  }

  clear(): void {
    this.#rows.clear()
    this.#stale.clear()
    this.#underway.clear()
  }
}

/** The whole blocks of `size` that cover from..to, cut at `total`: fetches on a fixed raster never overlap. */
export function blocksOf(from: number, to: number, size: number, total: number): Array<[number, number]> {
  const blocks: Array<[number, number]> = []
  const start = Math.max(0, Math.floor(from / size) * size)
  for (let at = start; at < Math.min(to, total); at += size) blocks.push([at, Math.min(at + size, total)])
  return blocks
}
