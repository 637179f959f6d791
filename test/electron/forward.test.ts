import { mkdtempSync, rmSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { forward } from '../../electron/forward.ts'

let folder: string
let socketPath: string
let server: http.Server | undefined
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'forward-'))
  socketPath = path.join(folder, 'engine.sock')
})
afterEach(async () => {
  server?.closeAllConnections()
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)))
  server = undefined
  rmSync(folder, { recursive: true })
})

async function listen(handler: http.RequestListener): Promise<void> {
  server = http.createServer(handler)
  await new Promise<void>((resolve) => server?.listen(socketPath, resolve))
}
const address = 'app://studio'

describe('forward', () => {
  test('method, path, query, headers and body arrive; status and headers come back', async () => {
    await listen((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        response.writeHead(201, 'Made', { 'X-Answer': 'yes', 'Content-Type': 'application/json' })
        const { method, url, headers } = request
        response.end(JSON.stringify({ method, url, token: headers['x-token'], body: Buffer.concat(chunks).toString() }))
      })
    })
    const request = new Request(`${address}/api/a%20b?x=1&y=%2F`, {
      method: 'POST',
      body: 'grüße',
      headers: { 'x-token': 't' },
    })
    const response = await forward(socketPath, request)
    expect([response.status, response.statusText, response.headers.get('x-answer')]).toEqual([201, 'Made', 'yes'])
    expect(await response.json()).toEqual({ method: 'POST', url: '/api/a%20b?x=1&y=%2F', token: 't', body: 'grüße' })
  })

  test('ranges, not-modified answers and several cookies keep their form', async () => {
    await listen((request, response) => {
      if (request.headers['if-none-match'] === '"a"') return response.writeHead(304, { ETag: '"a"' }).end()
      if (request.headers.range) {
        return response.writeHead(206, { 'Content-Range': 'bytes 1-2/4', 'Content-Length': '2' }).end('bc')
      }
      return response
        .writeHead(
          200,
          [
            ['Set-Cookie', 'a=1'],
            ['Set-Cookie', 'b=2'],
          ].flat(),
        )
        .end('abcd')
    })
    const part = await forward(socketPath, new Request(`${address}/files/1`, { headers: { Range: 'bytes=1-2' } }))
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, 'bytes 1-2/4', 'bc'])
    const same = await forward(socketPath, new Request(`${address}/files/1`, { headers: { 'If-None-Match': '"a"' } }))
    expect([same.status, same.headers.get('etag'), same.body]).toEqual([304, '"a"', null])
    const all = await forward(socketPath, new Request(`${address}/files/1`))
    expect(all.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  })

  test('events come one by one while the answer is still open, and leaving ends it', async () => {
    let left: () => void
    const gone = new Promise<void>((resolve) => {
      left = resolve
    })
    await listen((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' })
      let count = 0
      const timer = setInterval(() => response.write(`data: ${count++}\n\n`), 20)
      response.on('close', () => {
        clearInterval(timer)
        left()
      })
    })
    const response = await forward(socketPath, new Request(`${address}/api/events`))
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    while (!text.includes('data: 1\n\n')) text += (await reader.read()).value ?? ''
    await reader.cancel()
    await gone
  })

  test('an aborted request ends at the engine too', async () => {
    const control = new AbortController()
    const closed = new Promise<void>((resolve) => {
      void listen((request) => {
        request.on('close', () => resolve())
        control.abort()
      })
    })
    const answer = await forward(socketPath, new Request(`${address}/api/slow`, { signal: control.signal }))
    expect(answer.status).toBe(503)
    await closed
  })

  test('an engine that is not there is a 503 with words', async () => {
    const response = await forward(socketPath, new Request(`${address}/api/x`))
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({ code: 'IO', hint: expect.stringContaining('labels are saved') })
  })
})
