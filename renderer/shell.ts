/** The native side of the desktop window; absent in a browser, where the studio's own pages answer instead. */
import type { StudioShell } from '../core/api/shell.ts'

declare global {
  interface Window {
    shell?: StudioShell
  }
}

export function nativeShell(): StudioShell | null {
  return window.shell ?? null
}
