/** The two carriers: TCP on the loopback for browsers, a socket file (or named pipe) for the desktop shell. */
import { chmod, rm, stat } from 'node:fs/promises'
import type { Server } from 'node:http'
import net from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { StudioError } from '../api/errors.ts'

export type Fetch = (request: Request) => Response | Promise<Response>

/** Listens on 127.0.0.1; port 0 takes any free one. The app is made once the port is known, since it checks it. */
export async function listenOnLoopback(
  port: number,
  app: (port: number) => Fetch,
): Promise<{ server: Server; port: number }> {
  let fetch: Fetch = () => new Response(null, { status: 503 })
  const server = httpServer((request) => fetch(request))
  await listening(server, () => server.listen(port, '127.0.0.1'), `port ${port}`)
  const address = server.address()
  if (address === null || typeof address === 'string') throw new StudioError('INTERNAL', 'The server has no port.')
  fetch = app(address.port)
  return { server, port: address.port }
}

/** Listens on a socket file that only this user may open, or on a Windows named pipe. */
export async function listenOnSocket(socketPath: string, fetch: Fetch): Promise<Server> {
  const isFile = process.platform !== 'win32'
  if (isFile) await removeDeadSocket(socketPath)
  const server = httpServer(fetch)
  const mask = process.umask(0o177)
  try {
    await listening(server, () => server.listen(socketPath), socketPath)
  } finally {
    process.umask(mask)
  }
  if (isFile) await chmod(socketPath, 0o600)
  return server
}

/** Stops listening and ends every connection, subscriptions too. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

function httpServer(fetch: Fetch): Server {
  const server = createAdaptorServer({ fetch: (request: Request) => fetch(request) }) as Server
  // Subscriptions stay open for as long as a training runs.
  server.requestTimeout = 0
  return server
}

function listening(server: Server, listen: () => void, where: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => {
      const inUse = error.code === 'EADDRINUSE'
      const hint = inUse ? 'Choose another with --port, or end the other program.' : undefined
      reject(
        new StudioError(inUse ? 'CONFLICT' : 'IO', `Could not listen on ${where}: ${error.message}`, hint, {}, error),
      )
    }
    server.once('error', failed)
    server.once('listening', () => {
      server.off('error', failed)
      resolve()
    })
    listen()
  })
}

/** A socket file left behind by a killed engine is removed; one that is answered on is not. */
async function removeDeadSocket(socketPath: string): Promise<void> {
  const facts = await stat(socketPath).catch(() => null)
  if (facts === null) return
  if (!facts.isSocket()) throw new StudioError('CONFLICT', `${socketPath} exists and is not a socket.`)
  const answered = await new Promise<boolean>((resolve) => {
    const probe = net.connect(socketPath)
    probe.once('connect', () => {
      probe.destroy()
      resolve(true)
    })
    probe.once('error', () => resolve(false))
  })
  if (answered) throw new StudioError('CONFLICT', `Another engine answers on ${socketPath}.`)
  await rm(socketPath, { force: true })
}
