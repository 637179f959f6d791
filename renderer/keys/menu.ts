/** The application's menu (Electron) runs the same actions as the keys, by id. */
import { onScopeDispose } from 'vue'
import { nativeShell } from '../shell.ts'
import { currentActions } from './actions.ts'
import { runAction } from './dispatch.ts'

export function useMenuActions(): void {
  const stop = nativeShell()?.onMenu((id) => {
    const action = currentActions().findLast((entry) => entry.id === id && entry.when?.() !== false)
    if (action) void runAction(action)
  })
  if (stop) onScopeDispose(stop)
}
