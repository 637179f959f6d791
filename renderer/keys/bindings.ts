/** Which chords an action answers to: the person's own choice from the settings, or the action's defaults. */
import { normalChord } from './chord.ts'
import type { Action } from './actions.ts'

/** The person's choices by action id; an empty list takes the keys away. */
export type KeyChoices = Record<string, string[]>

export function chordsOf(action: Pick<Action, 'id' | 'keys'>, choices: KeyChoices): string[] {
  return (choices[action.id] ?? action.keys).map(normalChord)
}

/** The newest action that answers to the chord and is possible now. */
export function actionFor<A extends Action>(chord: string, actions: A[], choices: KeyChoices): A | undefined {
  return actions.findLast((action) => chordsOf(action, choices).includes(chord) && action.when?.() !== false)
}

/** Reads choices out of the stored settings, dropping what is not a list of strings. */
export function readChoices(stored: unknown): KeyChoices {
  if (stored === null || typeof stored !== 'object') return {}
  const entries = Object.entries(stored).filter(
    (entry): entry is [string, string[]] =>
      Array.isArray(entry[1]) && entry[1].every((chord: unknown) => typeof chord === 'string'),
  )
  return Object.fromEntries(entries)
}
