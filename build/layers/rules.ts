/**
 * What each folder may import at run time. Types may be imported from anywhere in core: they vanish.
 * The longest matching folder counts; a folder without a rule is an error.
 */
import { builtinModules } from 'node:module'
import path from 'node:path'

export interface Layer {
  /** A folder, or one file without its ending. */
  folder: string
  /** Folders (or files) whose values it may import, beside itself. */
  values: readonly string[]
  /** `node:` modules. */
  node: boolean
  /** npm packages, beside those that every layer of its part of the tree may use. */
  packages?: readonly string[]
}

/** Plain values that need nothing themselves: any layer may import them. */
const everywhere = ['core/api/errors', 'core/geometry']

/** Folders that run in any JavaScript engine: no node:, no DOM. The renderer may import their values. */
const pureFolders = [
  'core/geometry',
  'core/evaluation',
  'core/review',
  'core/dataset',
  'core/images/video/interval',
  'core/lab',
  'core/training/config',
  'core/training/events',
  'core/training/expectedGain',
  'core/training/gainToCome',
  'core/training/presets',
  'core/project/types',
  'core/api/inputs',
  'core/api/types',
  'core/compute/weightsCatalogue',
]

const tensorPackages = ['@tensorflow/tfjs', '@tensorflow/tfjs-core']

export const layers: readonly Layer[] = [
  { folder: 'core/geometry', values: [], node: false },
  { folder: 'core/evaluation', values: [], node: false },
  { folder: 'core/review', values: ['core/evaluation'], node: false },
  {
    folder: 'core/dataset',
    values: ['core/project/types'],
    node: false,
    packages: ['fast-xml-parser', 'yaml', 'papaparse', 'protobufjs', 'fflate'],
  },
  { folder: 'core/lab', values: ['core/training/config', 'core/training/presets'], node: false },

  { folder: 'core/training/config', values: [], node: false },
  { folder: 'core/training/events', values: [], node: false },
  { folder: 'core/training/schedule', values: [], node: false },
  { folder: 'core/training/expectedGain', values: ['core/training/schedule'], node: false },
  { folder: 'core/training/gainToCome', values: ['core/training/expectedGain'], node: false },
  { folder: 'core/training/snapshot', values: ['core/training/config'], node: false },
  { folder: 'core/training/presets', values: ['core/training/config'], node: false },

  {
    folder: 'core/model',
    values: ['core/training/config', 'core/compute/nativeOps', 'core/compute/weightsCatalogue'],
    node: true,
    packages: [...tensorPackages, 'fflate'],
  },
  {
    folder: 'core/detection',
    values: ['core/model', 'core/images', 'core/compute/nativeOps', 'core/training/config'],
    node: true,
    packages: [...tensorPackages, 'sharp'],
  },
  {
    folder: 'core/training',
    values: [
      'core/model',
      'core/detection',
      'core/evaluation',
      'core/images',
      'core/training/config',
      'core/training/presets',
      'core/compute/nativeOps',
      'core/atomicWrite',
    ],
    node: true,
    packages: [...tensorPackages, 'sharp'],
  },
  {
    folder: 'core/export',
    values: [
      'core/model',
      'core/detection',
      'core/training',
      'core/compute/nativeOps',
      'core/version',
      'core/answerInThread',
    ],
    node: true,
    packages: tensorPackages,
  },

  { folder: 'core/images/video/interval', values: [], node: false },
  { folder: 'core/images', values: ['core/dataset/nearDuplicates/fingerprint'], node: true, packages: ['sharp'] },
  { folder: 'core/project', values: ['core/dataset', 'core/images'], node: true },

  {
    folder: 'core/compute',
    values: ['core/model', 'core/training', 'core/detection', 'core/evaluation', 'core/images'],
    node: true,
    packages: [
      ...tensorPackages,
      '@tensorflow/tfjs-node-gpu',
      '@tensorflow/tfjs-backend-webgpu',
      'webgpu',
      'env-paths',
      'protobufjs',
    ],
  },

  { folder: 'core/version', values: [], node: false },
  { folder: 'core/atomicWrite', values: [], node: true },
  { folder: 'core/answerInThread', values: [], node: true },
  { folder: 'core/dataFolder', values: [], node: true, packages: ['env-paths'] },
  {
    folder: 'core/server',
    values: ['core/api'],
    node: true,
    packages: ['@trpc/server', 'hono', '@hono/node-server', 'pino'],
  },
  { folder: 'core/engineEntry', values: ['core'], node: true },
  {
    folder: 'core/jobs',
    values: ['core/project', 'core/compute', 'core/training', 'core/server/log', 'core/atomicWrite'],
    node: true,
  },
  { folder: 'core/services', values: ['core'], node: true, packages: ['fflate', 'env-paths', 'pino', 'yauzl'] },
  {
    folder: 'core/api',
    values: ['core'],
    node: true,
    packages: ['@trpc/server', 'hono', '@hono/node-server', 'pino', 'env-paths', 'fflate'],
  },
  {
    folder: 'core/engine',
    values: ['core'],
    node: true,
    packages: ['@trpc/server', 'hono', '@hono/node-server', 'pino', 'env-paths'],
  },
  { folder: 'core/cli', values: ['core'], node: true, packages: ['commander', 'pino'] },

  { folder: 'electron', values: pureFolders, node: true, packages: ['electron', 'electron-updater', 'undici'] },
  { folder: 'renderer', values: pureFolders, node: false },
]

/** Packages of core that no folder needs a permission for. */
const plainPackages = new Set(['zod'])
/** What the renderer must never load: native packages, and what belongs to the engine. */
const engineOnlyPackages = new Set([
  'electron',
  'sharp',
  '@tensorflow/tfjs-node-gpu',
  '@hono/node-server',
  'commander',
  'pino',
  'env-paths',
])

const withoutEnding = (file: string): string => file.replace(/(\.d)?\.[a-z]+$/, '')
const lies = (file: string, folder: string): boolean => file === folder || file.startsWith(`${folder}/`)

/** The layer of a file (path from the project's root), or undefined. */
export function layerOf(file: string): Layer | undefined {
  const name = withoutEnding(file)
  return layers.filter(({ folder }) => lies(name, folder)).toSorted((a, b) => b.folder.length - a.folder.length)[0]
}

/** Why a file of `layer` may not import `specifier`, or undefined when it may. */
export function checkImport(layer: Layer, file: string, specifier: string, typeOnly: boolean): string | undefined {
  if (specifier.startsWith('.')) return checkInside(layer, file, specifier, typeOnly)
  if (typeOnly) return undefined
  const [first = '', second = ''] = specifier.split('/')
  const name = specifier.startsWith('@') ? `${first}/${second}` : first
  if (specifier.startsWith('node:') || builtinModules.includes(name)) {
    return layer.node ? undefined : `${layer.folder} may not import ${specifier}: it runs without Node`
  }
  if (layer.folder === 'renderer') {
    return engineOnlyPackages.has(name) ? `renderer may not import ${name}: it belongs to the engine` : undefined
  }
  if (plainPackages.has(name) || layer.packages?.includes(name)) return undefined
  return `${layer.folder} may not import the package ${name}`
}

function checkInside(layer: Layer, file: string, specifier: string, typeOnly: boolean): string | undefined {
  const target = path.posix.join(path.posix.dirname(file), specifier)
  const targetLayer = layerOf(target)
  if (!targetLayer)
    return /\.(css|svg|png|json|sql)$/.test(target) ? undefined : `imports ${target}, which lies in no layer`
  if (targetLayer === layer) return undefined
  if (typeOnly && targetLayer.folder.startsWith('core')) return undefined
  const name = withoutEnding(target)
  // A folder may use the stricter layers inside it.
  const allowed = [...layer.values, ...everywhere, layer.folder]
  if (allowed.some((folder) => lies(name, folder))) return undefined
  const kind = typeOnly ? 'anything' : 'values'
  return `${layer.folder} may not import ${kind} from ${targetLayer.folder} (${specifier})`
}
