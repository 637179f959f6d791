/** Electron's program: npm installs the package, and the program itself comes from outside npm, where it can be reached. */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { mustRun } from './setup/command.ts'
import { reason } from './setup/say.ts'

const folder = path.dirname(createRequire(import.meta.url).resolve('electron/package.json'))
/** Where the package's own installer looks, unless ELECTRON_MIRROR names another place. */
const home = 'https://github.com/electron/electron/releases/'
const probeSeconds = 4
const downloadMinutes = 10

/** Path of Electron's program if it is installed. */
export function findElectron(): string | undefined {
  const named = process.env['ELECTRON_OVERRIDE_DIST_PATH']
  const note = path.join(folder, 'path.txt')
  if (!existsSync(note)) return undefined
  const binary = path.join(named ?? path.join(folder, 'dist'), readFileSync(note, 'utf8').trim())
  return existsSync(binary) ? binary : undefined
}

/**
 * Path of Electron's program, downloaded when its home answers. Throws with a sentence that says why it cannot be had;
 * an unreachable network costs seconds, not minutes.
 */
export async function bringElectron(say: (line: string) => void): Promise<string> {
  const found = findElectron()
  if (found) return found
  await probe(process.env['ELECTRON_MIRROR'] || process.env['npm_config_electron_mirror'] || home)
  say('downloading Electron (about 110 MB)')
  await mustRun(process.execPath, ['install.js'], { cwd: folder, timeout: downloadMinutes * 60 })
  const binary = findElectron()
  if (!binary) throw new Error('its installer left no program')
  return binary
}

async function probe(address: string): Promise<void> {
  try {
    await fetch(address, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(probeSeconds * 1000) })
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
    throw new Error(`${new URL(address).host} does not answer (${reason(cause)})`, { cause: error })
  }
}
