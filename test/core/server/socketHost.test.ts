import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { request } from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startEngine } from '../../../core/engine.ts'

let folder: string
let socketPath: string

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'focal-socket-'))
  socketPath = path.join(folder, 'engine.sock')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function get(target: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, path: target }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () => resolve(Buffer.concat(parts).toString()))
    })
    sent.on('error', reject).end()
  })
}

it('answers on a socket file that only its user may open', async () => {
  const engine = await startEngine({ socketPath }, { host: 'electron', dataFolder: folder })
  expect(engine.url).toBeNull()
  expect(statSync(socketPath).mode & 0o777).toBe(0o600)
  expect(JSON.parse(await get('/api/system.info')).result.data).toMatchObject({ host: 'electron' })
  await engine.close()
})

it('refuses to take over a living engine’s socket', async () => {
  const engine = await startEngine({ socketPath }, { host: 'electron', dataFolder: folder })
  await expect(startEngine({ socketPath }, { host: 'electron', dataFolder: folder })).rejects.toMatchObject({
    code: 'CONFLICT',
  })
  await engine.close()
})
