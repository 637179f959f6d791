import { app } from 'electron'
import updater from 'electron-updater'

/**
 * Looks for a newer version and installs it when the studio is closed. Off unless the build was configured with a place
 * to look (FOCAL_STUDIO_UPDATES at build time writes app-update.yml's address) and the person did not turn it off.
 */
export async function checkForUpdates(address: string | undefined): Promise<void> {
  if (!app.isPackaged || !address) return
  const { autoUpdater } = updater
  autoUpdater.setFeedURL({ provider: 'generic', url: address })
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
