/** How a running training is told to pause, go on and stop; it looks between steps. */
export class TrainingControl {
  #paused = false
  #stopped = false
  #abandoned = false
  #wake: (() => void) | null = null

  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
    this.#wake?.()
  }

  /** Finish now: last evaluation, best weights kept. */
  stop(): void {
    this.#stopped = true
    this.#wake?.()
  }

  /** Save and end at once, without a last evaluation: nobody listens any more. */
  abandon(): void {
    this.#abandoned = true
    this.stop()
  }

  get abandoned(): boolean {
    return this.#abandoned
  }

  get paused(): boolean {
    return this.#paused && !this.#stopped
  }

  get stopped(): boolean {
    return this.#stopped
  }

  /** Resolves when the training may go on. */
  async untilResumed(): Promise<void> {
    while (this.paused) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }
}
