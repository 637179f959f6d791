/** The desktop shell's entry: one instance, one engine, one window. Everything with substance lives in the engine. */
import { app, BrowserWindow, dialog } from 'electron'
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
  environment: paths.environment,
  onFailure: ({ message, hint }) => {
    dialog.showErrorBox('The engine of Focal Studio stopped', [message, hint].filter(Boolean).join('\n\n'))
  },
})

function start(): void {
  app.enableSandbox()
  registerScheme()
  closeDoors()
  app.on('second-instance', () => {
    const [window] = BrowserWindow.getAllWindows()
    if (window?.isMinimized()) window.restore()
    window?.focus()
  })
  // A training goes on without a window only as long as the studio runs: closing the last window ends both, cleanly.
  app.on('window-all-closed', () => app.quit())
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
  openWindow(paths.preload)
  void checkForUpdates()
}

if (app.requestSingleInstanceLock()) start()
else app.quit()
