import { existsSync } from 'node:fs'
import path from 'node:path'
import { BrowserWindow, dialog, shell, type IpcMainInvokeEvent } from 'electron'
import type { FileFilter } from '../core/api/shell.ts'
import { channels } from './channels.ts'
import { answer } from './security.ts'

interface DialogOptions {
  title: string
  defaultPath?: string
  filters?: FileFilter[]
  multiple?: boolean
}

/** Answers the page's questions for folders and files. What it sends is taken apart, never passed on whole. */
export function answerDialogs(): void {
  answer<unknown, string | null>(channels.chooseFolder, async (sent, event) => {
    const options = readOptions(sent)
    const chosen = await dialog.showOpenDialog(windowOf(event), {
      ...options,
      properties: ['openDirectory', 'createDirectory'],
    })
    return chosen.filePaths[0] ?? null
  })
  answer<unknown, string[]>(channels.chooseFiles, async (sent, event) => {
    const { multiple, ...options } = readOptions(sent)
    const properties = multiple ? (['openFile', 'multiSelections'] as const) : (['openFile'] as const)
    return (await dialog.showOpenDialog(windowOf(event), { ...options, properties: [...properties] })).filePaths
  })
  answer<unknown, string | null>(channels.chooseSaveFile, async (sent, event) => {
    const { filePath } = await dialog.showSaveDialog(windowOf(event), readOptions(sent))
    return filePath || null
  })
  answer<unknown, boolean>(channels.showInFolder, (sent) => {
    if (typeof sent !== 'string' || !path.isAbsolute(sent) || !existsSync(sent)) return false
    shell.showItemInFolder(path.normalize(sent))
    return true
  })
}

function windowOf(event: IpcMainInvokeEvent): BrowserWindow {
  const window = BrowserWindow.fromWebContents(event.sender)
  if (!window) throw new Error('The window is gone')
  return window
}

function readOptions(sent: unknown): DialogOptions {
  const given = (sent ?? {}) as Record<string, unknown>
  const filters = Array.isArray(given['filters']) ? given['filters'].flatMap(readFilter) : []
  return {
    title: String(given['title'] ?? ''),
    multiple: given['multiple'] === true,
    ...(typeof given['defaultPath'] === 'string' ? { defaultPath: given['defaultPath'] } : {}),
    ...(filters.length > 0 ? { filters } : {}),
  }
}

function readFilter(sent: unknown): FileFilter[] {
  const given = (sent ?? {}) as Record<string, unknown>
  if (typeof given['name'] !== 'string' || !Array.isArray(given['extensions'])) return []
  return [{ name: given['name'], extensions: given['extensions'].map(String) }]
}
