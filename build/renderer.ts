/** Builds the window's pages (dist/renderer) when their sources are newer than the last build. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { utimes } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { mustRun } from './setup/command.ts'
import { reason } from './setup/say.ts'

const root = path.resolve(import.meta.dirname, '..')
const page = path.join(root, 'dist/renderer/index.html')
/** core too: the pages contain its pure folders. */
const sources = ['renderer', 'core', 'build/vite.config.ts', 'package-lock.json']

/** Builds if it must; gives whether it did. Throws with the build's own words when it fails. */
export async function buildRenderer(): Promise<boolean> {
  const started = new Date()
  if (existsSync(page) && newest(sources) < statSync(page).mtimeMs) return false
  process.stderr.write('building the window (some seconds)\n')
  const vite = path.join(root, 'node_modules/vite/bin/vite.js')
  await mustRun(process.execPath, [vite, 'build', '-c', 'build/vite.config.ts', '--logLevel', 'warn'], { cwd: root })
  // The time of the start: what changed during the build is built the next time.
  await utimes(page, started, started)
  return true
}

function newest(names: readonly string[]): number {
  let time = 0
  const walk = (name: string): void => {
    const status = statSync(name)
    time = Math.max(time, status.mtimeMs)
    if (status.isDirectory()) for (const entry of readdirSync(name)) walk(path.join(name, entry))
  }
  for (const name of names) walk(path.join(root, name))
  return time
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await buildRenderer()
  } catch (error) {
    process.stderr.write(`The window could not be built: ${reason(error)}\n`)
    process.exitCode = 1
  }
}
