/** How fast a grid is scrolled. Pure. */

/** Without an event for so long, it rests. */
export const REST_MS = 100
/** A screenful that is passed in less time shows nothing that one could look at. */
const SCREEN_MS = 250

export class ScrollPace {
  #offset = 0
  #at = -Infinity

  /** Whether it went by too fast since the event before; a single leap, as with the key End, arrives somewhere. */
  isHurried(offset: number, screen: number, now: number): boolean {
    const [moved, took] = [Math.abs(offset - this.#offset), now - this.#at]
    this.#offset = offset
    this.#at = now
    return took < REST_MS && moved * SCREEN_MS > screen * took
  }
}
