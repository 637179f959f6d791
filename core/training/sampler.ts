/**
 * Which sample, in which variant, comes next: every sample once an epoch, or more often where it is repeated, in an
 * order drawn anew each time.
 */
import { SeededRandom } from '../model/random.ts'

export interface Draw {
  /** Its place among the training samples. */
  sample: number
  /** Number of one of the fixed variants, or of the draw when every draw is new. */
  variant: number
  /** Every draw is new; otherwise there is a fixed number of variants. */
  fresh: boolean
}

/** All that a resumed sampler needs to go on exactly as it would have. */
export interface SamplerState {
  random: number
  order: number[]
  queue: Draw[]
  /** Draws so far. */
  drawn: number
}

export class Sampler {
  readonly #repeats: Float64Array
  #variants: number | null
  readonly #random: SeededRandom
  #order: number[] = []
  #queue: Draw[] = []
  #drawn = 0

  /**
   * `repeats`: how often each sample comes in an epoch, 1 or more; of a factor of 1.3, three epochs in ten see it twice.
   * `variants`: how many fixed variants a sample has; null when every draw is new.
   */
  constructor(repeats: Float64Array, variants: number | null, seed: number, state?: SamplerState) {
    this.#repeats = repeats
    this.#variants = variants
    this.#random = new SeededRandom(seed)
    if (!state) return
    this.#random.state = state.random
    this.#order = [...state.order]
    this.#queue = [...state.queue]
    // Checkpoints of earlier versions do not count draws.
    this.#drawn = state.drawn ?? 0
  }

  /** From here on draws have this many fixed variants, or are all new. Draws that were looked at stay as they are. */
  changeVariants(variants: number | null): void {
    this.#variants = variants
  }

  /** The draws that the next batches will take, without taking them. */
  peek(count: number): readonly Draw[] {
    while (this.#queue.length < count) this.#queue.push(this.#draw())
    return this.#queue.slice(0, count)
  }

  take(count: number): Draw[] {
    this.peek(count)
    return this.#queue.splice(0, count)
  }

  get state(): SamplerState {
    return { random: this.#random.state, order: [...this.#order], queue: [...this.#queue], drawn: this.#drawn }
  }

  #draw(): Draw {
    if (this.#order.length === 0) {
      this.#order = this.#random.shuffle([...this.#repeats].flatMap((factor, sample) => this.#copies(factor, sample)))
    }
    const sample = this.#order.pop() as number
    this.#drawn += 1
    if (this.#variants === null) return { sample, variant: this.#drawn, fresh: true }
    return { sample, variant: this.#random.index(this.#variants), fresh: false }
  }

  /** The sample as often as this epoch shows it: a fraction of a repeat is drawn. */
  #copies(factor: number, sample: number): number[] {
    const whole = Math.floor(factor)
    const rest = factor - whole
    const count = rest > 0 && this.#random.uniform(0, 1) < rest ? whole + 1 : whole
    return Array.from({ length: count }, () => sample)
  }
}
