/** Carries a request of the window to the engine's socket, and the answer back, both as streams. Plain Node. */
import http from 'node:http'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import type { ErrorBody } from '../core/api/errors.ts'

/** Headers that belong to one connection (RFC 9110, 7.6.1), or that node:http sets itself. */
const connectionHeaders = new Set([
  'connection',
  'content-length',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])
/** Answers without a body, which `Response` insists on. */
const emptyStatus = new Set([204, 205, 304])

/**
 * Sends `request` to the HTTP server that listens on `socketPath` and gives its answer. Bodies flow in both directions
 * as they come (subscriptions are endless), Range and ETag pass unchanged, and an aborted request ends the engine's
 * work on it. An engine that cannot be reached gives a 503 with the error's plain form.
 */
export function forward(socketPath: string, request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url)
  return new Promise((resolve) => {
    const outgoing = http.request({
      socketPath,
      method: request.method,
      path: pathname + search,
      headers: { ...passedHeaders(request.headers), host: 'localhost' },
      signal: request.signal,
    })
    outgoing.on('response', (incoming) => resolve(toResponse(incoming)))
    outgoing.on('error', (error) => resolve(unreachable(error)))
    if (!request.body) {
      outgoing.end()
      return
    }
    const body = Readable.fromWeb(request.body as ReadableStream<Uint8Array>)
    body.on('error', (error) => outgoing.destroy(error))
    body.pipe(outgoing)
  })
}

function passedHeaders(headers: Headers): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => !connectionHeaders.has(name)))
}

function toResponse(incoming: http.IncomingMessage): Response {
  const status = incoming.statusCode ?? 502
  const headers = new Headers()
  for (let index = 0; index + 1 < incoming.rawHeaders.length; index += 2) {
    const name = incoming.rawHeaders[index] ?? ''
    // Content-Length stays: the window shows how much of a file has come.
    if (!connectionHeaders.has(name.toLowerCase()) || name.toLowerCase() === 'content-length') {
      headers.append(name, incoming.rawHeaders[index + 1] ?? '')
    }
  }
  const init = { status, headers, ...(incoming.statusMessage ? { statusText: incoming.statusMessage } : {}) }
  if (emptyStatus.has(status)) {
    incoming.resume()
    return new Response(null, init)
  }
  return new Response(Readable.toWeb(incoming) as globalThis.ReadableStream<Uint8Array>, init)
}

function unreachable(error: Error): Response {
  const body: ErrorBody = {
    code: 'IO',
    message: `The engine does not answer (${error.message}).`,
    hint: 'It restarts by itself; your labels are saved. Try again in a moment.',
  }
  return Response.json(body, { status: 503 })
}
