import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEngine, type RunningEngine } from '../../../core/engine.ts'

const token = 'a-token-for-this-test'
let folder: string
let engine: RunningEngine
let port: number

interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: string
}

/** A raw request: fetch would not let a test choose Host, Origin or an unnormalised path. */
function send(target: string, headers: Record<string, string> = {}, method = 'GET', body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port,
      path: target,
      method,
      headers: { host: `localhost:${port}`, ...headers },
    }
    const sent = request(options, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts).toString() }),
      )
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

const withToken = { authorization: `Bearer ${token}` }

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'focal-web-host-'))
  const rendererFolder = path.join(folder, 'renderer')
  mkdirSync(path.join(rendererFolder, 'assets'), { recursive: true })
  writeFileSync(path.join(rendererFolder, 'index.html'), '<!doctype html><style>b{}</style><b>Studio</b>')
  writeFileSync(path.join(rendererFolder, 'assets', 'a-1.js'), 'export {}')
  writeFileSync(path.join(folder, 'secret.txt'), 'secret')
  engine = await startEngine({ port: 0, token }, { host: 'web', dataFolder: folder, rendererFolder })
  port = Number(new URL(engine.url ?? '').port)
})

afterAll(async () => {
  await engine.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('the token', () => {
  it('is wanted for pages, the API and files', async () => {
    for (const target of ['/', '/assets/a-1.js', '/api/system.info', '/files/x/1/thumb']) {
      const answer = await send(target)
      expect(answer.status, target).toBe(403)
      expect(JSON.parse(answer.body).message).toContain('token')
    }
  })

  it('in the first address becomes a cookie that scripts cannot read, and leaves the address', async () => {
    const first = await send(`/?token=${token}&project=abc`)
    expect(first.status).toBe(303)
    expect(first.headers['location']).toBe('/?project=abc')
    const cookie = String(first.headers['set-cookie'])
    expect(cookie).toContain('HttpOnly')
    expect(cookie).toContain('SameSite=Strict')
    const second = await send('/', { cookie: cookie.split(';')[0] ?? '' })
    expect(second.status).toBe(200)
    expect(second.body).toContain('Studio')
  })

  it('is refused when wrong', async () => {
    expect((await send('/?token=wrong')).status).toBe(403)
    expect((await send('/api/system.info', { authorization: 'Bearer wrong' })).status).toBe(403)
    expect((await send('/', { cookie: `focal-studio-${port}=wrong` })).status).toBe(403)
  })
})

describe('Host and Origin', () => {
  it.each(['evil.example', 'evil.example:80', 'localhost', 'localhost:1', '127.0.0.1.evil.example'])(
    'refuses the host name %s, as DNS rebinding would bring',
    async (host) => {
      const answer = await send('/api/system.info', { ...withToken, host })
      expect(answer.status).toBe(403)
      expect(JSON.parse(answer.body).message).toContain('host name')
    },
  )

  it('answers on every loopback name', async () => {
    for (const name of ['localhost', '127.0.0.1', '[::1]']) {
      expect((await send('/api/system.info', { ...withToken, host: `${name}:${port}` })).status).toBe(200)
    }
  })

  it.each([
    ['another site', { origin: 'https://evil.example' }],
    ['another port', { origin: 'http://localhost:1' }],
    ['a sandboxed frame', { origin: 'null' }],
    ['another site without Origin', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
    ['another port without Origin', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' }],
  ])('refuses reads, writes and subscriptions from %s', async (_who, headers) => {
    for (const [target, method] of [
      ['/api/system.info', 'GET'],
      ['/api/system.changeSettings', 'POST'],
      ['/api/jobs.watch?input=%7B%22job%22%3A%22x%22%7D', 'GET'],
    ] as const) {
      const answer = await send(
        target,
        { ...withToken, ...headers, 'content-type': 'application/json' },
        method,
        method === 'POST' ? '{}' : '',
      )
      expect(answer.status, `${method} ${target}`).toBe(403)
    }
  })

  it('lets the studio’s own page write', async () => {
    const origin = `http://localhost:${port}`
    const headers = { ...withToken, origin, 'content-type': 'application/json' }
    const answer = await send('/api/system.changeSettings', headers, 'POST', '{"theme":"dark"}')
    expect(answer.status).toBe(200)
    expect(JSON.parse(answer.body).result.data).toEqual({ theme: 'dark' })
  })
})

describe('files of the window', () => {
  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/..%5csecret.txt',
    '//secret.txt',
    `/%00`,
    '/%zz.txt',
  ])('never leave their folder: %s', async (target) => {
    const answer = await send(target, withToken)
    expect(answer.body).not.toBe('secret')
    expect([200, 400, 404]).toContain(answer.status)
  })

  it('come with a strict policy, and hashed ones may be kept', async () => {
    const page = await send('/p/some/train', withToken)
    expect(page.status).toBe(200)
    const policy = String(page.headers['content-security-policy'])
    expect(policy).toContain("script-src 'self';")
    expect(policy).toMatch(/style-src 'self'( 'sha256-[\w+/=]+')+;/)
    expect(policy).not.toContain('unsafe')
    expect(page.headers['x-content-type-options']).toBe('nosniff')
    expect(page.headers['referrer-policy']).toBe('no-referrer')
    const script = await send('/assets/a-1.js', withToken)
    expect(script.headers['cache-control']).toContain('immutable')
    const etag = String(script.headers['etag'])
    expect((await send('/assets/a-1.js', { ...withToken, 'if-none-match': etag })).status).toBe(304)
  })
})

describe('errors', () => {
  it('cross the border with code and message, without a stack', async () => {
    const answer = await send(
      '/api/jobs.cancel',
      { ...withToken, 'content-type': 'application/json' },
      'POST',
      '{"job":"x"}',
    )
    expect(answer.status).toBe(404)
    expect(JSON.parse(answer.body).error.data.studio).toMatchObject({
      code: 'NOT_FOUND',
      message: 'There is no job x.',
    })
    expect(answer.body).not.toContain('.ts:')
  })

  it('tell when the port is taken', async () => {
    await expect(startEngine({ port, token }, { host: 'web', dataFolder: folder })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
  })
})
