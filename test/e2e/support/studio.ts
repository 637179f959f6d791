/** A real studio for a test file: its own engine on its own scratch folder, and a page that keeps watch over errors. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { expect, type Page } from '@playwright/test'

const root = path.resolve(import.meta.dirname, '../../..')
const TOKEN = 'token-of-the-tests'

export interface Studio {
  /** Scratch folder: projects, data, exports. Gone after `stop`. */
  folder: string
  /** Opens the address that the engine printed. */
  enter(page: Page): Promise<void>
  /** Calls the engine's API from outside the window, to prepare data and to check what was stored. */
  call<T>(procedure: string, input?: unknown): Promise<T>
  /**
   * Ends the engine and starts it again on the same folder, as closing and opening the studio does; may name a project.
   * `meanwhile` runs while no engine does.
   */
  restart(project?: string, meanwhile?: () => Promise<void>): Promise<void>
  stop(): Promise<void>
}

/** Starts an engine and waits until it answers. */
export async function startStudio(): Promise<Studio> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'focal-e2e-')))
  let { engine, address } = await startEngine(folder)
  const stopEngine = async () => {
    if (engine.exitCode !== null) return
    engine.kill('SIGINT')
    await once(engine, 'exit')
  }
  return {
    folder,
    enter: async (page) => {
      await page.goto(address)
    },
    call: (procedure, input) => call(new URL(address).origin, procedure, input),
    restart: async (project, meanwhile) => {
      await stopEngine()
      await meanwhile?.()
      ;({ engine, address } = await startEngine(folder, project))
    },
    stop: async () => {
      await stopEngine()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function startEngine(folder: string, project?: string): Promise<{ engine: ChildProcess; address: string }> {
  const engine = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      path.join(root, 'core/cli.ts'),
      'serve',
      ...(project === undefined ? [] : [project]),
      '--no-open',
      '--port',
      '0',
    ],
    {
      cwd: root,
      env: { ...process.env, FOCAL_STUDIO_DATA: path.join(folder, 'data'), FOCAL_STUDIO_TOKEN: TOKEN },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const address = await new Promise<string>((resolve, reject) => {
    const words: string[] = []
    const read = (line: string) => {
      words.push(line)
      const found = /http:\/\/\S+/.exec(line)
      if (found) resolve(found[0])
    }
    for (const stream of [engine.stdout, engine.stderr]) createInterface({ input: stream }).on('line', read)
    engine.once('exit', (code) => reject(new Error(`The engine ended with ${code}:\n${words.join('\n')}`)))
  })
  return { engine, address }
}

async function call<T>(address: string, procedure: string, input: unknown): Promise<T> {
  const response = await fetch(`${address}/api/${procedure}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify(input ?? {}),
  })
  const body = (await response.json()) as { result?: { data: T }; error?: { message: string } }
  if (!body.result) throw new Error(`${procedure}: ${body.error?.message ?? response.status}`)
  return body.result.data
}

/**
 * Collects what must not happen: errors in the console (violations of the content policy are among them) and thrown
 * errors. `expected` are those that belong to the test, such as a picture that is not there.
 */
export function watchErrors(page: Page, expected: RegExp[] = []): () => void {
  const seen: string[] = []
  page.on('console', (message) => {
    const isExpected = expected.some((pattern) => pattern.test(message.text()))
    if (message.type() === 'error' && !isExpected) seen.push(message.text())
  })
  page.on('pageerror', (error) => seen.push(String(error)))
  return () => expect(seen, 'errors in the console').toEqual([])
}
