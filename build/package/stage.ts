/**
 * Lays out what an installed studio carries beside Electron: the engine's sources as they are (Node 24 runs TypeScript,
 * so what is tested is what ships), the packages they import, the built window, Node, native TensorFlow, weights.
 */
import { existsSync } from 'node:fs'
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { findNativeBinding, findWeights } from '../../core/compute/nativeLocation.ts'
import { weightsCatalogue } from '../../core/compute/weightsCatalogue.ts'
import { copyPackages, importedPackages, packageFolders } from './modules.ts'

export interface StagedParts {
  /** npm packages carried, their folders. */
  packages: string[]
  native: boolean
  weights: string[]
}

/**
 * Fills `target` (emptied first) with engine/, node/, tensorflow/ and weights/. The last two come from this computer's
 * cache and are left out when they are not there, or when `withNative` is false.
 */
export async function stage(root: string, target: string, withNative = true): Promise<StagedParts> {
  await rm(target, { recursive: true, force: true })
  const engine = path.join(target, 'engine')
  await cp(path.join(root, 'core'), path.join(engine, 'core'), { recursive: true })
  await cp(path.join(root, 'dist/renderer'), path.join(engine, 'dist/renderer'), { recursive: true })
  await cp(path.join(root, 'LICENSE'), path.join(engine, 'LICENSE'))
  await describeEngine(root, engine)
  const packages = packageFolders(root, importedPackages(root, 'core'))
  await copyPackages(root, packages, engine)
  await copyNode(path.join(target, 'node'))
  const weights = withNative ? await copyWeights(path.join(target, 'weights')) : []
  const native = withNative && (await copyNative(path.join(target, 'tensorflow')))
  return { packages, native, weights }
}

async function describeEngine(root: string, engine: string): Promise<void> {
  const { name, version, license, type } = JSON.parse(
    await readFile(path.join(root, 'package.json'), 'utf8'),
  ) as Record<string, string>
  await writeFile(path.join(engine, 'package.json'), `${JSON.stringify({ name, version, license, type }, null, 2)}\n`)
}

/** The Node that runs this script is the project's Node 24. */
async function copyNode(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await cp(process.execPath, path.join(folder, process.platform === 'win32' ? 'node.exe' : 'node'))
  const licence = path.resolve(process.execPath, '../../LICENSE')
  if (existsSync(licence)) await cp(licence, path.join(folder, 'LICENSE'))
}

async function copyWeights(folder: string): Promise<string[]> {
  const names: string[] = []
  for (const entry of weightsCatalogue.filter((candidate) => candidate.byDefault)) {
    const from = findWeights(entry)
    if (!from) continue
    await cp(from, path.join(folder, entry.name), { recursive: true })
    names.push(entry.name)
  }
  return names
}

/** NVIDIA's libraries stay out: gigabytes that their licence lets people fetch, and that set-up fetches for who needs them. */
async function copyNative(folder: string): Promise<boolean> {
  const binding = findNativeBinding()
  if (!binding || binding.flavour !== 'cpu') return false
  const from = path.dirname(binding.path)
  if (!existsSync(path.join(from, 'receipt.json'))) return false
  await cp(from, folder, { recursive: true, verbatimSymlinks: true })
  return true
}
