/** What the desktop window can do and a browser cannot: `window.shell`, absent in the browser. Types only. */

/** A menu command that the page carries out. */
export type MenuCommand =
  'new-project' | 'open-project' | 'import' | 'export' | 'undo' | 'redo' | 'settings' | 'shortcuts' | 'about'

export interface FileFilter {
  name: string
  /** Without dots, as in ['json', 'zip']. */
  extensions: string[]
}

export interface StudioShell {
  platform: string
  /** A folder that the person chose, or null. */
  chooseFolder(options: { title: string; defaultPath?: string }): Promise<string | null>
  /** Files that the person chose; empty when none. */
  chooseFiles(options: { title: string; filters?: FileFilter[]; multiple?: boolean }): Promise<string[]>
  /** Where to write a file, or null. */
  chooseSaveFile(options: { title: string; defaultPath?: string; filters?: FileFilter[] }): Promise<string | null>
  /** Shows a file or folder in the system's file manager; false when it is not there. */
  showInFolder(path: string): Promise<boolean>
  /** The path of a file or folder that was dropped onto the window; empty for one that is not on a disk. */
  pathOf(file: File): string
  /** Calls back for each menu command; gives a function that stops it. */
  onMenuCommand(listener: (command: MenuCommand) => void): () => void
}
