/**
 * Where the native TensorFlow library and the backbone weights lie on this computer. Looks, never downloads
 * (build/setup brings them).
 *
 * Environment: FOCAL_STUDIO_TENSORFLOW (path of a tfjs_binding.node), FOCAL_STUDIO_WEIGHTS (a folder that holds
 * NAME/FILE, or the files themselves), FOCAL_STUDIO_CACHE (instead of the user's cache folder).
 */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import envPaths from 'env-paths'
import type { WeightsEntry } from './weightsCatalogue.ts'

export type NativeFlavour = 'cuda' | 'cpu'

/** What set-up wrote beside a binding: how it came to be. */
export interface NativeReceipt {
  flavour: NativeFlavour
  /** Version of the TensorFlow library, as in '2.21.0'. */
  version: string
  /** How the add-on was had, for people: 'compiled against the wheel of tensorflow-cpu', say. */
  origin: string
}

export interface NativeBinding extends NativeReceipt {
  /** Absolute path of the add-on, tfjs_binding.node. */
  path: string
}

/** Version of the TensorFlow wheels that set-up takes. */
export const tensorflowVersion = '2.21.0'

/** Raised whenever set-up compiles another add-on: an older one in the cache is then made anew. */
const addOn = 2

/** Folder of the cache for what set-up compiles; it has a receipt.json when it is whole. */
export function compiledFolder(flavour: NativeFlavour): string {
  return path.join(cacheFolder(), 'tensorflow', `${tensorflowVersion}-${flavour}-${addOn}`)
}

/** Folder of the cache for the package's own download; it has a receipt.json when it is whole. */
export function packageFolder(): string {
  return path.join(cacheFolder(), 'tensorflow', 'package')
}

/** The studio's folder in the user's cache. */
export function cacheFolder(): string {
  return process.env['FOCAL_STUDIO_CACHE'] || envPaths('focal-studio', { suffix: '' }).cache
}

/** Every binding found, best first: the one that the environment names, then those of the cache. */
export function findNativeBindings(): NativeBinding[] {
  const named = process.env['FOCAL_STUDIO_TENSORFLOW']
  const folders = [compiledFolder('cuda'), compiledFolder('cpu'), packageFolder()]
  const found = folders.flatMap((folder) => readBinding(folder) ?? [])
  if (!named || !existsSync(named)) return found
  const receipt = readReceipt(path.dirname(named))
  const origin = 'named by FOCAL_STUDIO_TENSORFLOW'
  return [{ flavour: 'cpu', version: tensorflowVersion, ...receipt, origin, path: path.resolve(named) }, ...found]
}

/** The binding to load, or undefined where set-up has brought none. */
export function findNativeBinding(): NativeBinding | undefined {
  return findNativeBindings()[0]
}

/** Whether an NVIDIA driver runs here (the kernel module's file; WSL has the library only). */
export function hasNvidiaDriver(): boolean {
  return existsSync('/proc/driver/nvidia/version') || existsSync('/usr/lib/wsl/lib/libcuda.so.1')
}

/** Folder that holds every file of a catalogue entry, or undefined. */
export function findWeights(entry: WeightsEntry): string | undefined {
  const named = process.env['FOCAL_STUDIO_WEIGHTS']
  const candidates = named ? [path.join(named, entry.name), named] : []
  candidates.push(path.join(cacheFolder(), 'weights', entry.name))
  return candidates.find((folder) => entry.files.every((file) => existsSync(path.join(folder, file.name))))
}

function readBinding(folder: string): NativeBinding | undefined {
  const receipt = readReceipt(folder)
  if (!receipt) return undefined
  // The package's own download keeps its folders: the add-on finds its libraries two levels up.
  const file = ['tfjs_binding.node', 'lib/napi-v8/tfjs_binding.node']
    .map((name) => path.join(folder, name))
    .find((name) => existsSync(name))
  return file ? { ...receipt, path: file } : undefined
}

function readReceipt(folder: string): NativeReceipt | undefined {
  const file = path.join(folder, 'receipt.json')
  if (!existsSync(file)) return undefined
  return JSON.parse(readFileSync(file, 'utf8')) as NativeReceipt
}
