/**
 * `npm run lock`, after any change of the dependencies: makes package-lock.json whole for every platform.
 *
 * A registry mirror may lack the native packages of other platforms. npm then leaves them out of the lockfile, and with
 * such a lockfile `npm ci` refuses to work and `npm install` on another platform forgets its native packages
 * [npm/cli#4828]. Their versions are known from the packages that name them; only their checksums are not.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

interface LockEntry {
  version?: string
  resolved?: string
  extraneous?: boolean
  optional?: boolean
  os?: string[]
  cpu?: string[]
  libc?: string[]
  optionalDependencies?: Record<string, string>
}

export interface Lockfile {
  packages: Record<string, LockEntry>
}

const systems = ['android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'aix', 'win32']
const processors = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64']

/** Optional dependencies that have no entry: 'FOLDER OF THE PARENT > NAME@VERSION'. */
export function missingEntries(lock: Lockfile): string[] {
  return findMissing(lock).map(({ parent, name, version }) => `${parent || '.'} > ${name}@${version}`)
}

/** Adds the missing entries, and drops what npm left behind: extraneous packages and registry addresses. */
export function completeLockfile(lock: Lockfile): Lockfile {
  const packages: Lockfile['packages'] = {}
  for (const [folder, { resolved: _address, ...entry }] of Object.entries(lock.packages)) {
    if (!entry.extraneous) packages[folder] = entry
  }
  for (const { parent, name, version } of findMissing({ packages })) {
    const top = `node_modules/${name}`
    packages[packages[top] ? `${parent}/${top}` : top] = { version, optional: true, ...platformOf(name) }
  }
  const sorted = Object.entries(packages).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return { ...lock, packages: Object.fromEntries(sorted) }
}

function findMissing({ packages }: Lockfile): Array<{ parent: string; name: string; version: string }> {
  return Object.entries(packages).flatMap(([parent, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .map(([name, range]) => ({ parent, name, version: range.replace(/^[\^~]/, '') }))
      .filter(({ name }) => !isFound(packages, parent, name)),
  )
}

function isFound(packages: Lockfile['packages'], parent: string, name: string): boolean {
  for (let folder = parent; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (packages[folder ? `${folder}/node_modules/${name}` : `node_modules/${name}`]) return true
    if (folder === '') return false
  }
}

/** The platform that a native package's name speaks of, as in 'binding-linux-arm64-musl'. */
function platformOf(name: string): Pick<LockEntry, 'os' | 'cpu' | 'libc'> {
  const words = name.split(/[-/]/)
  const system = systems.find((word) => words.includes(word))
  const processor = processors.find((word) => words.includes(word))
  const library = words.includes('musl') ? 'musl' : words.some((word) => word.startsWith('gnu')) ? 'glibc' : undefined
  return {
    ...(system ? { os: [system] } : {}),
    ...(processor ? { cpu: [processor] } : {}),
    ...(system === 'linux' && library ? { libc: [library] } : {}),
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = path.resolve(import.meta.dirname, '../package-lock.json')
  const lock = JSON.parse(readFileSync(file, 'utf8')) as Lockfile
  console.log(`${missingEntries(lock).length} packages of other platforms added`)
  writeFileSync(file, `${JSON.stringify(completeLockfile(lock), null, 2)}\n`)
}
