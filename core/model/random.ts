/** Seeded random numbers whose state can be saved, so that runs repeat and resume exactly. */
export class SeededRandom {
  /** The whole state: one unsigned 32-bit number. */
  state: number

  constructor(seed: number) {
    this.state = seed >>> 0
  }

  /** Uniform in [0, 1). The mulberry32 generator (Tommy Ettinger, public domain): small, fast, one word of state. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0
    let mixed = this.state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  uniform(from: number, to: number): number {
    return from + (to - from) * this.next()
  }

  /** Whole number in [0, count). */
  index(count: number): number {
    return Math.floor(this.next() * count)
  }

  /** Standard normal, by Box and Muller. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next())
  }

  /** Shuffles in place (Fisher and Yates). */
  shuffle<T>(items: T[]): T[] {
    for (let last = items.length - 1; last > 0; last--) {
      const other = this.index(last + 1)
      const kept = items[last] as T
      items[last] = items[other] as T
      items[other] = kept
    }
    return items
  }
}
