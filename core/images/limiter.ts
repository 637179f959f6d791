/** Runs a limited number of tasks at a time. */

/** About what a window shows at once. */
const SCREEN = 24

/**
 * The newest screenful of waiting tasks goes before all others: while a person scrolls, what they look at now matters more
 * than what they passed. Within it the oldest goes first, so that no place stays blank while those after it are filled.
 * A task whose signal is aborted before its turn is dropped.
 */
export class Limiter {
  readonly #limit: number
  readonly #screen: number
  /** At most a screenful, oldest first. */
  readonly #waiting: Array<() => void> = []
  readonly #passed: Array<() => void> = []
  #running = 0

  constructor(limit: number, screen = SCREEN) {
    this.#limit = limit
    this.#screen = screen
  }

  async run<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (this.#running >= this.#limit) await this.#turn()
    else this.#running++
    try {
      signal?.throwIfAborted()
      return await task()
    } finally {
      const next = this.#waiting.shift() ?? this.#passed.pop()
      // The place is handed on, so that nobody slips in between.
      if (next) next()
      else this.#running--
    }
  }

  #turn(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
      if (this.#waiting.length > this.#screen) this.#passed.push(...this.#waiting.splice(0, 1))
    })
  }
}
