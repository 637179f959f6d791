import { app, ipcMain, session, shell, type IpcMainInvokeEvent } from 'electron'
import { isOwnPage, isWebPage } from './address.ts'

/** Closes every door that the studio does not use, for all pages that may ever be made. */
export function closeDoors(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => {
      if (!isOwnPage(event.url)) event.preventDefault()
    })
    contents.on('will-redirect', (event) => {
      if (!isOwnPage(event.url)) event.preventDefault()
    })
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(({ url }) => {
      // Links of the help lead to the system's browser; the studio opens no window of its own for them.
      if (isWebPage(url)) void shell.openExternal(url)
      return { action: 'deny' }
    })
  })
}

/** Nothing of camera, microphone, place or notifications is ever granted. Call when Electron is ready. */
export function denyPermissions(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, permission, callback) => {
    callback(permission === 'clipboard-sanitized-write')
  })
  session.defaultSession.setPermissionCheckHandler(
    (_contents, permission) => permission === 'clipboard-sanitized-write',
  )
  session.defaultSession.setDevicePermissionHandler(() => false)
}

/** Answers a message of the studio's own top page, and of nobody else. */
export function answer<Argument, Result>(
  channel: string,
  work: (argument: Argument, event: IpcMainInvokeEvent) => Promise<Result> | Result,
): void {
  ipcMain.handle(channel, (event, argument: Argument) => {
    const frame = event.senderFrame
    if (!frame || frame.parent || !isOwnPage(frame.url)) throw new Error(`${channel}: not for this page`)
    return work(argument, event)
  })
}
