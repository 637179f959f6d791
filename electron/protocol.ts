import { protocol, session } from 'electron'
import type { EngineProcess } from './engineProcess.ts'
import { forward } from './forward.ts'
import { windowAddress, windowScheme } from './address.ts'

/** To be called before Electron is ready: a scheme with an origin, fetch and streams, like https. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: windowScheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
    },
  ])
}

/** Hands everything under app://studio/ to the engine; other hosts do not exist. */
export function serveWindow(engine: EngineProcess): void {
  session.defaultSession.protocol.handle(windowScheme, async (request) => {
    if (!request.url.startsWith(windowAddress)) return new Response('Not found', { status: 404 })
    try {
      return await forward(await engine.socketPath(), request)
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      return new Response(message, { status: 503, headers: { 'content-type': 'text/plain; charset=utf-8' } })
    }
  })
}
