/**
 * The window's actions: what a key, the command palette (Ctrl+K) and the list of keys (`?`) all work from.
 *
 * A page names its actions once in its setup; they live as long as the component:
 *
 *     useActions('Label', [
 *       { id: 'label.draw', title: 'Draw a box', keys: ['W', 'R'], icon: 'i-lucide-square-plus', run: startDrawing },
 *       { id: 'label.nudge-left', title: 'Move the box left', keys: ['Left'], repeat: true, when: () => selected.value !== null, run: … },
 *       { id: 'label.hide', title: 'Hide boxes while held', keys: ['H'], run: hide, release: show },
 *     ])
 *
 * Chords are written as in chord.ts. Keys never fire while the person types, in an open dialog or menu, or (Enter, Space,
 * arrows) on a control that has its own use for them. Of two actions on one key the newer one whose `when` holds runs.
 * People change keys in the settings by the action's id, so ids stay the same for ever. `keysOf(id)` gives the keys to show.
 */
import { onScopeDispose, shallowReactive } from 'vue'

export interface KeyFamily {
  title: string
  /** As a chord: 'Shift+Arrows', '1 … 9'. */
  keys: string
}

export interface Action {
  /** 'page.verb', never changed once released. */
  id: string
  /** For people, starting with a verb: 'Mark done and go on'. */
  title: string
  /** Default chords; none for actions that are only in the palette. */
  keys: string[]
  icon?: string
  /** Its heading in the list of keys, on pages with many of them. */
  part?: string
  /** What the list of keys says once of several actions that differ in little but the key. */
  family?: KeyFamily
  run(event?: KeyboardEvent): unknown
  /** For actions that last while the key is held. */
  release?(): void
  /** The action exists only while this holds. */
  when?(): boolean
  /** Run again while the key is held down. Without it a held key runs once. */
  repeat?: boolean
  /** Keep it out of the command palette (nudges, held keys). */
  quiet?: boolean
  /** Also while a text field has the focus (only sensible with Ctrl). */
  whileTyping?: boolean
}

export interface RegisteredAction extends Action {
  /** The page or part that the action belongs to: the heading in lists. */
  scope: string
}

const registered = shallowReactive(new Set<RegisteredAction>())

/** Registers actions for the life of the current component (or effect scope). */
export function useActions(scope: string, actions: Action[]): void {
  const mine = actions.map((action) => ({ ...action, scope }))
  for (const action of mine) registered.add(action)
  onScopeDispose(() => {
    for (const action of mine) registered.delete(action)
  })
}

/** All actions of what is on screen now, oldest first; of two with one id the newer, which knows the page better. */
export function currentActions(): RegisteredAction[] {
  const byId = new Map<string, RegisteredAction>()
  for (const action of registered) {
    byId.delete(action.id)
    byId.set(action.id, action)
  }
  return [...byId.values()]
}
