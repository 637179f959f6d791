/** Runs a limited number of tasks at a time. */

/**
 * The newest waiting task goes first: while a person scrolls, what they look at now matters more than what they passed.
 * A task whose signal is aborted before its turn is dropped.
 */
export class Limiter {
  readonly #limit: number
  readonly #waiting: Array<() => void> = []
  #running = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  async run<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (this.#running >= this.#limit) await this.#turn()
    else this.#running++
    try {
      signal?.throwIfAborted()
      return await task()
    } finally {
      const next = this.#waiting.pop()
      // The place is handed on, so that nobody slips in between.
      if (next) next()
      else this.#running--
    }
  }

  #turn(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
    })
  }
}
