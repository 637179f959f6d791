/** The application's menu (desktop window) runs the same actions as the keys. */
import { onScopeDispose } from 'vue'
import type { MenuCommand } from '../../core/api/shell.ts'
import { nativeShell } from '../shell.ts'
import { currentActions } from './actions.ts'
import { runAction } from './dispatch.ts'

const ACTIONS: Record<MenuCommand, string> = {
  'new-project': 'projects.new',
  'open-project': 'projects.open',
  import: 'data.import',
  export: 'data.export',
  undo: 'history.undo',
  redo: 'history.redo',
  settings: 'window.settings',
  shortcuts: 'window.keys',
  about: 'window.about',
}

export function useMenuActions(): void {
  const stop = nativeShell()?.onMenuCommand((command) => {
    const action = currentActions().findLast((entry) => entry.id === ACTIONS[command] && entry.when?.() !== false)
    if (action) void runAction(action)
  })
  if (stop) onScopeDispose(stop)
}
