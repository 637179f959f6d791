/**
 * The actions that the settings can list: all that were on screen since the window was opened, remembered in the browser
 * so that the keys of a page are there also before it is opened again. Only what is shown is kept; nothing here runs.
 */
import { useLocalStorage } from '@vueuse/core'
import { watch } from 'vue'
import { currentActions } from './actions.ts'

export interface KnownAction {
  id: string
  scope: string
  title: string
  keys: string[]
}

const known = useLocalStorage<KnownAction[]>('keys.known', [])

/** Called once by the App. */
export function rememberActions(): void {
  watch(
    currentActions,
    (actions) => {
      const byId = new Map(known.value.map((action) => [action.id, action]))
      for (const { id, scope, title, keys } of actions) byId.set(id, { id, scope, title, keys })
      known.value = [...byId.values()]
    },
    { immediate: true },
  )
}

export function knownActions(): KnownAction[] {
  return known.value
}
