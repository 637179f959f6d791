/** Which npm packages the engine needs at run time, found from its sources, and a copy of just these. */
import { existsSync, readFileSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { builtinModules } from 'node:module'
import path from 'node:path'
import { collectImports, listSources } from '../layers/imports.ts'

/** Name of this platform's folder in the package "webgpu". */
const dawnPlatform = process.platform === 'darwin' ? 'darwin-universal' : `${process.platform}-${process.arch}`

/** Files that no program loads: sources, types, maps, builds for other loaders, documents (licences stay). */
const unused = [
  /\.(map|d\.ts|d\.mts|d\.cts|tsbuildinfo|flow)$/,
  /(^|\/)(README|CHANGELOG|HISTORY|CONTRIBUTING)[^/]*$/i,
  /@tensorflow\/[^/]+\/(src|binding|scripts)\//,
  // Node loads one bundle of each TensorFlow.js package; the rest are the same code for browsers and bundlers.
  /@tensorflow\/(?!tfjs-node)[^/]+\/dist\/(?![^/]+\.node\.js$)./,
  /node_modules\/[^/]+\/(test|tests|docs|example|examples)\//,
  // WebGPU's package holds Dawn for every platform: one of them is needed.
  new RegExp(`node_modules/webgpu/dist/(?!${dawnPlatform}(/|$)).`),
]

/** Names of the packages whose values the sources below `folder` import. */
export function importedPackages(root: string, folder: string): string[] {
  const names = new Set<string>()
  for (const file of listSources(root, [folder])) {
    for (const { specifier, typeOnly } of collectImports(root, file)) {
      const [first = '', second = ''] = specifier.split('/')
      const name = first.startsWith('@') ? `${first}/${second}` : first
      const isPackage = !typeOnly && !specifier.startsWith('.') && !specifier.startsWith('node:')
      if (isPackage && !builtinModules.includes(name)) names.add(name)
    }
  }
  return [...names].toSorted()
}

/**
 * Folders (relative to `root`) of the named packages and of all that they depend on, as npm laid them out. Optional
 * dependencies that npm left out, those of other platforms say, are left out; a missing package is an error.
 */
export function packageFolders(root: string, names: readonly string[]): string[] {
  const found = new Set<string>()
  const visit = (name: string, from: string, isOptional: boolean): void => {
    const folder = resolveFrom(root, from, name)
    if (folder === undefined) {
      if (isOptional) return
      throw new Error(`The package ${name} is not installed: run "npm install"`)
    }
    if (found.has(folder)) return
    found.add(folder)
    const { dependencies = {}, optionalDependencies = {} } = readPackage(path.join(root, folder))
    for (const next of Object.keys(dependencies)) visit(next, folder, next in optionalDependencies)
    for (const next of Object.keys(optionalDependencies)) visit(next, folder, true)
  }
  const { optionalDependencies: mayBeMissing = {} } = readPackage(root)
  for (const name of names) visit(name, '', name in mayBeMissing)
  return [...found].toSorted()
}

/** Copies package folders to the same places below `target`. */
export async function copyPackages(root: string, folders: readonly string[], target: string): Promise<void> {
  for (const folder of folders) {
    const from = path.join(root, folder)
    await cp(from, path.join(target, folder), {
      recursive: true,
      dereference: true,
      // Packages inside come on their own, when they are needed.
      filter: (file) =>
        file === from || !isLeftOut(path.relative(from, file), `${folder}/${path.relative(from, file)}`),
    })
  }
}

function isLeftOut(inside: string, name: string): boolean {
  return (
    inside.split(path.sep)[0] === 'node_modules' || unused.some((pattern) => pattern.test(name.replaceAll('\\', '/')))
  )
}

function resolveFrom(root: string, from: string, name: string): string | undefined {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const at = folder === '.' ? '' : folder
    const candidate = path.posix.join(at.replaceAll('\\', '/'), 'node_modules', name)
    if (existsSync(path.join(root, candidate, 'package.json'))) return candidate
    if (at === '') return undefined
  }
}

interface PackageDescription {
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}

function readPackage(folder: string): PackageDescription {
  return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as PackageDescription
}
