/** The save queue of the open project, and those of projects that were left before everything was saved. */
import type { SaveQueue } from './saveQueue.ts'

export class ProjectQueues {
  readonly #make: (project: string) => SaveQueue
  readonly #left = new Set<SaveQueue>()
  #current: SaveQueue

  /** `make` gives a queue that belongs to one project for good. */
  constructor(project: string, make: (project: string) => SaveQueue) {
    this.#make = make
    this.#current = make(project)
  }

  get current(): SaveQueue {
    return this.#current
  }

  /** Goes on with another project. What waits in the former one is saved there all the same. */
  open(project: string): void {
    if (this.#current.status.kind !== 'saved') this.#left.add(this.#current)
    this.#current = this.#make(project)
  }

  /** Does anything wait, in any project? */
  get unsaved(): boolean {
    return this.#all().some(({ status }) => status.kind !== 'saved')
  }

  /** Has saving stopped, in any project, until it is tried again? */
  get failed(): boolean {
    return this.#all().some(({ status }) => status.kind === 'failed')
  }

  retry(): void {
    for (const queue of this.#all()) queue.retry()
  }

  #all(): SaveQueue[] {
    for (const queue of this.#left) if (queue.status.kind === 'saved') this.#left.delete(queue)
    return [this.#current, ...this.#left]
  }
}
