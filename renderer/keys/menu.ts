/** The application's menu (desktop window) runs the same actions as the keys. */
import { onScopeDispose } from 'vue'
import type { MenuCommand } from '../../core/api/shell.ts'
import { nativeShell } from '../shell.ts'
import { runActionById } from './dispatch.ts'

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
  const stop = nativeShell()?.onMenuCommand((command) => runActionById(ACTIONS[command]))
  if (stop) onScopeDispose(stop)
}
