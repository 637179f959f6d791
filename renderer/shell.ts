/** The few native things of the Electron window; absent in a browser, where the studio's own pages answer instead. */
export interface NativeShell {
  /** The system's dialog; null when it was closed. */
  pickFolder(options: { title: string; path?: string }): Promise<string | null>
  pickFile(options: { title: string; path?: string; extensions?: string[] }): Promise<string | null>
  showInFolder(path: string): Promise<void>
  /** The path of something dropped onto the window. */
  pathOf(file: File): string
  /** Commands of the application's menu, by action id. */
  onMenu(listener: (action: string) => void): () => void
}

declare global {
  interface Window {
    shell?: NativeShell
  }
}

export function nativeShell(): NativeShell | null {
  return window.shell ?? null
}
