import path from 'node:path'
import { app, BrowserWindow, nativeTheme, screen } from 'electron'
import { windowAddress } from './address.ts'
import { readWindowState, writeWindowState, type WindowState } from './windowState.ts'

/** Opens the studio's window on the page, with every safety setting on. */
export function openWindow(preload: string): BrowserWindow {
  const file = path.join(app.getPath('userData'), 'window.json')
  const state = onScreen(readWindowState(file))
  const { maximized, ...bounds } = state
  const window = new BrowserWindow({
    ...bounds,
    minWidth: 960,
    minHeight: 600,
    show: false,
    title: 'Focal Studio',
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#18181b' : '#ffffff',
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      spellcheck: false,
    },
  })
  if (maximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () => keep(window, file))
  void window.loadURL(windowAddress)
  return window
}

/** A place on a screen that is gone is forgotten. */
function onScreen(state: WindowState): WindowState {
  const { x, y, ...rest } = state
  if (x === undefined || y === undefined) return rest
  const isVisible = screen
    .getAllDisplays()
    .some(({ bounds }) => x >= bounds.x && y >= bounds.y && x < bounds.x + bounds.width && y < bounds.y + bounds.height)
  return isVisible ? state : rest
}

function keep(window: BrowserWindow, file: string): void {
  try {
    writeWindowState(file, { ...window.getNormalBounds(), maximized: window.isMaximized() })
  } catch (error) {
    process.stderr.write(`The window's size could not be kept: ${String(error)}\n`)
  }
}
