import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ErrorBody } from '../../core/api/errors.ts'
import { EngineProcess } from '../../electron/engineProcess.ts'
import { forward } from '../../electron/forward.ts'

// An engine takes seconds to start on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const entry = path.resolve(import.meta.dirname, '../../core/engineEntry.ts')
let folder: string
let engine: EngineProcess | undefined
const failures: ErrorBody[] = []

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'engine-'))
  failures.length = 0
})
afterEach(async () => {
  await engine?.end()
  engine = undefined
  rmSync(folder, { recursive: true })
})

function start(script = entry): EngineProcess {
  const environment = { ...process.env, FOCAL_STUDIO_DATA: folder }
  engine = new EngineProcess({
    node: process.execPath,
    entry: script,
    environment,
    onFailure: (error) => void failures.push(error),
  })
  return engine
}

async function info(running: EngineProcess): Promise<unknown> {
  const response = await forward(await running.socketPath(), new Request('app://studio/api/system.info'))
  return response.json()
}

test('the real engine answers over its socket, with its security headers, and ends cleanly', async () => {
  const running = start()
  expect(await info(running)).toMatchObject({ result: { data: { host: 'electron' } } })
  const socketPath = await running.socketPath()
  const page = await forward(socketPath, new Request('app://studio/'))
  const policy = page.headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'self'")
  expect(policy).not.toContain('unsafe-inline')
  await page.body?.cancel()
  const { pid } = running
  await running.end()
  expect(existsSync(socketPath)).toBe(false)
  expect(() => process.kill(pid ?? 0, 0)).toThrow('ESRCH')
  expect(failures).toEqual([])
})

test('a killed engine comes back once, and a second death is reported', async () => {
  const running = start()
  expect(await info(running)).toMatchObject({ result: {} })
  const first = running.pid
  process.kill(first ?? 0, 'SIGKILL')
  await until(() => running.pid !== first)
  expect(await info(running)).toMatchObject({ result: {} })
  process.kill(running.pid ?? 0, 'SIGKILL')
  await until(() => failures.length > 0)
  expect(failures[0]?.message).toContain('ended twice')
})

test('an engine that cannot start says why', async () => {
  const script = path.join(folder, 'broken.mjs')
  writeFileSync(script, 'console.log(JSON.stringify({ error: { code: "IO", message: "The disk is full." } }))\n')
  await expect(start(script).socketPath()).rejects.toThrow('The disk is full.')
  writeFileSync(script, 'process.exit(7)\n')
  await expect(start(script).socketPath()).rejects.toThrow('ended while starting (7)')
})

test('what else an engine prints is not taken for its answer', async () => {
  const script = path.join(folder, 'wordy.mjs')
  const lines = ['{warning: not JSON}', '12', 'null', '{"ready":true}']
  writeFileSync(script, `console.log(${JSON.stringify(lines.join('\n'))}); process.stdin.resume()\n`)
  await expect(start(script).socketPath()).resolves.toContain('focal-')
})

async function until(condition: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(condition()).toBe(true), { timeout: 60_000, interval: 20 })
}
