/**
 * `npm start`: set-up, the window's pages, then the studio: in Electron where its program and a screen are, in the
 * browser otherwise.
 */
import { spawn } from 'node:child_process'
import path from 'node:path'
import { bringElectron } from './electronBinary.ts'
import { buildRenderer } from './renderer.ts'
import { buildElectron } from './shell.ts'
import { reason } from './setup/say.ts'
import { runSetup } from './setup/setup.ts'

const root = path.resolve(import.meta.dirname, '..')
/** A window that closes within this time with a failure never opened: a missing library, or no sandbox. */
const failedStart = 10_000

const say = (line: string): void => void process.stderr.write(`${line}\n`)

await runSetup()
await buildRenderer()
const problem = await openWindow(process.argv.slice(2))
if (problem !== undefined) {
  say(`No window here, the studio is served for a browser: ${problem}.`)
  process.exitCode = await run(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    path.join(root, 'core/cli.ts'),
    'serve',
    ...process.argv.slice(2),
  ])
}

/** Runs the window to its end; gives why it could not be opened, or undefined. */
async function openWindow(args: string[]): Promise<string | undefined> {
  if (args.includes('--no-open') || args.includes('--port')) return 'as asked for'
  const { DISPLAY, WAYLAND_DISPLAY } = process.env
  if (process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY)
    return 'this computer has no screen (DISPLAY is not set)'
  try {
    const electron = await bringElectron(say)
    await buildElectron()
    const began = Date.now()
    const code = await run(electron, [root, ...args])
    const brief = Date.now() - began < failedStart
    if (code !== 0 && brief) return `Electron ended at once with code ${code}`
    process.exitCode = code
    return undefined
  } catch (error) {
    return `Electron could not be had: ${reason(error)}`
  }
}

function run(program: string, args: string[]): Promise<number> {
  const environment = { ...process.env, FOCAL_STUDIO_NODE: process.execPath }
  const child = spawn(program, args, { stdio: 'inherit', env: environment })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code) => resolve(code ?? 1))
  })
}
