/** The desktop shell's entry: one instance, one engine, one window. Everything with substance lives in the engine. */
import path from 'node:path'
import { app, BrowserWindow, dialog } from 'electron'
import { askBeforeClosing, trainsWithoutWindow } from './closing.ts'
import { answerDialogs } from './dialogs.ts'
import { EngineProcess } from './engineProcess.ts'
import { setMenu } from './menu.ts'
import { studioPaths } from './paths.ts'
import { registerScheme, serveWindow } from './protocol.ts'
import { closeDoors, denyPermissions } from './security.ts'
import { checkForUpdates } from './updater.ts'
import { openWindow } from './window.ts'

const paths = studioPaths(app.isPackaged, process.resourcesPath, app.getAppPath(), process.env['FOCAL_STUDIO_NODE'])

const engine = new EngineProcess({
  node: paths.node,
  entry: paths.entry,
  environment: { NODE_COMPILE_CACHE: path.join(app.getPath('userData'), 'compiled'), ...paths.environment },
  onFailure: ({ message, hint }) => {
    dialog.showErrorBox('The engine of Focal Studio stopped', [message, hint].filter(Boolean).join('\n\n'))
  },
})

let isServing = false

function start(): void {
  app.enableSandbox()
  registerScheme()
  closeDoors()
  app.on('second-instance', show)
  app.on('activate', show)
  app.on('window-all-closed', () => {
    if (!trainsWithoutWindow()) app.quit()
  })
  let ended = false
  app.on('will-quit', (event) => {
    if (ended) return
    event.preventDefault()
    void engine.end().finally(() => {
      ended = true
      app.quit()
    })
  })
  void app.whenReady().then(open)
}

/** Brings the window to the front, or opens it again when a training went on without it. */
function show(): void {
  const [window] = BrowserWindow.getAllWindows()
  if (!window) {
    if (isServing) askBeforeClosing(openWindow(paths.preload), engine)
    return
  }
  if (window.isMinimized()) window.restore()
  window.focus()
}

async function open(): Promise<void> {
  denyPermissions()
  answerDialogs()
  setMenu()
  try {
    await engine.socketPath()
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    dialog.showErrorBox('Focal Studio cannot start', `${message}\n\n"focal-studio doctor" shows what is wrong.`)
    app.exit(1)
    return
  }
  serveWindow(engine)
  isServing = true
  show()
  void checkForUpdates()
}

if (app.requestSingleInstanceLock()) start()
else app.quit()
