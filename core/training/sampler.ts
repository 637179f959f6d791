/** Which sample, in which variant, comes next: every sample once an epoch, in an order drawn anew each time. */
import { SeededRandom } from '../model/random.ts'

export interface Draw {
  /** Its place among the training samples. */
  sample: number
  variant: number
}

/** All that a resumed sampler needs to go on exactly as it would have. */
export interface SamplerState {
  random: number
  order: number[]
  queue: Draw[]
}

export class Sampler {
  readonly #samples: number
  readonly #variants: number
  readonly #random: SeededRandom
  #order: number[] = []
  #queue: Draw[] = []

  constructor(samples: number, variants: number, seed: number, state?: SamplerState) {
    this.#samples = samples
    this.#variants = variants
    this.#random = new SeededRandom(seed)
    if (!state) return
    this.#random.state = state.random
    this.#order = [...state.order]
    this.#queue = [...state.queue]
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
    return { random: this.#random.state, order: [...this.#order], queue: [...this.#queue] }
  }

  #draw(): Draw {
    if (this.#order.length === 0) {
      this.#order = this.#random.shuffle(Array.from({ length: this.#samples }, (_, index) => index))
    }
    return { sample: this.#order.pop() as number, variant: this.#random.index(this.#variants) }
  }
}
