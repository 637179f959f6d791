/** The one listener for keys: finds the action of a chord and runs it. Mounted once, by the App. */
import { useEventListener } from '@vueuse/core'
import { showError } from '../composables/errors.ts'
import { useSettings } from '../stores/settings.ts'
import { currentActions, type RegisteredAction } from './actions.ts'
import { actionFor, chordsOf } from './bindings.ts'
import { chordCaps, chordOf } from './chord.ts'
import { controlWants, isTyping, overlayIsOpen } from './focus.ts'

export const isMac = /Mac|iPhone|iPad/.test(navigator.platform)

export function useKeyDispatch(): void {
  const settings = useSettings()
  const held = new Map<string, RegisteredAction>()

  function release(code?: string) {
    for (const [key, action] of held) {
      if (code !== undefined && key !== code) continue
      held.delete(key)
      action.release?.()
    }
  }

  useEventListener(window, 'keydown', (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return
    const chord = chordOf(event, isMac)
    if (chord === null || controlWants(event.target, chord)) return
    const action = actionFor(chord, currentActions(), settings.keys)
    if (!action || (isTyping(event.target) && action.whileTyping !== true)) return
    if (overlayIsOpen() && action.whileTyping !== true) return
    event.preventDefault()
    if (event.repeat && action.repeat !== true) return
    if (action.release) held.set(event.code, action)
    void runAction(action, event)
  })
  useEventListener(window, 'keyup', (event: KeyboardEvent) => release(event.code))
  useEventListener(window, 'blur', () => release())
}

/** Runs an action and shows what it throws. */
export async function runAction(action: RegisteredAction, event?: KeyboardEvent): Promise<void> {
  try {
    await action.run(event)
  } catch (error) {
    showError(error)
  }
}

/** The caps of the first chord of an action, for buttons and tooltips: ['Ctrl', 'Z']; empty when it has none. */
export function keysOf(id: string): string[] {
  const action = currentActions().findLast((entry) => entry.id === id)
  const chord = action && chordsOf(action, useSettings().keys)[0]
  return chord === undefined ? [] : chordCaps(chord, isMac)
}

/** Runs an action by its id, as its key would; nothing happens when it is not on screen or not possible. */
export function runActionById(id: string): void {
  const action = currentActions().findLast((entry) => entry.id === id && entry.when?.() !== false)
  if (action) void runAction(action)
}
