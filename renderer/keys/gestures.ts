/** What the mouse does on a page, beside the keys in `?`: nobody guesses that Shift draws a square. */
import { onScopeDispose, shallowReactive } from 'vue'

export interface Gesture {
  title: string
  /** With which hand movement: 'Wheel', 'Shift while drawing'. */
  how: string
}

const registered = shallowReactive(new Set<readonly Gesture[]>())

/** Names the gestures of a page for the life of the current component (or effect scope). */
export function useGestures(gestures: readonly Gesture[]): void {
  registered.add(gestures)
  onScopeDispose(() => registered.delete(gestures))
}

/** All gestures of what is on screen now. */
export function currentGestures(): Gesture[] {
  return [...registered].flat()
}
