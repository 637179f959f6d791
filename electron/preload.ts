/** The page's `window.shell`: a few functions, each bound to one message. Nothing else crosses. */
import { contextBridge, ipcRenderer, webUtils, type IpcRendererEvent } from 'electron'
import type { MenuCommand, StudioShell } from '../core/api/shell.ts'
import { channels } from './channels.ts'

const shell: StudioShell = {
  platform: process.platform,
  chooseFolder: (options) => ipcRenderer.invoke(channels.chooseFolder, options),
  chooseFiles: (options) => ipcRenderer.invoke(channels.chooseFiles, options),
  chooseSaveFile: (options) => ipcRenderer.invoke(channels.chooseSaveFile, options),
  showInFolder: (path) => ipcRenderer.invoke(channels.showInFolder, path),
  pathOf: (file) => webUtils.getPathForFile(file),
  onMenuCommand: (listener) => {
    // The event is kept back: it would hand the page a way to every message.
    const relay = (_event: IpcRendererEvent, command: MenuCommand): void => listener(command)
    ipcRenderer.on(channels.menuCommand, relay)
    return () => void ipcRenderer.off(channels.menuCommand, relay)
  },
}

contextBridge.exposeInMainWorld('shell', shell)
