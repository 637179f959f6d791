import { existsSync } from 'node:fs'
import path from 'node:path'
import { app } from 'electron'
import updater from 'electron-updater'

/**
 * Looks for a newer version and installs it when the studio is closed. Off unless the installer was made with an address
 * to look at (electron-builder then writes app-update.yml), and where FOCAL_STUDIO_NO_UPDATES is set.
 */
export async function checkForUpdates(): Promise<void> {
  const configured = existsSync(path.join(process.resourcesPath, 'app-update.yml'))
  if (!app.isPackaged || !configured || process.env['FOCAL_STUDIO_NO_UPDATES']) return
  const { autoUpdater } = updater
  autoUpdater.autoDownload = true
  autoUpdater.autoInstallOnAppQuit = true
  autoUpdater.logger = null
  try {
    await autoUpdater.checkForUpdates()
  } catch (error) {
    // Being offline is the normal state of many machines: said once in the log, never in the window.
    process.stderr.write(`No news about updates: ${error instanceof Error ? error.message : String(error)}\n`)
  }
}
