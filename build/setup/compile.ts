import { cp, mkdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { canRun, mustRun } from './command.ts'

const require = createRequire(import.meta.url)

/** The C++ compiler of this computer, or undefined. */
export async function findCompiler(): Promise<string | undefined> {
  const candidates = [process.env['CXX'], 'g++', 'clang++', 'c++'].filter((name) => name !== undefined && name !== '')
  for (const name of candidates) if (name && (await canRun(name))) return name
  return undefined
}

/**
 * Compiles the add-on of @tensorflow/tfjs-node-gpu, with attributes.cc beside its sources, to
 * `folder`/tfjs_binding.node, linked to the two TensorFlow libraries in `folder`/lib. Node's headers come from npm's
 * node-api-headers: the add-on uses Node-API alone, so one binary serves every Node from 18 on.
 *
 * @param include folder that holds TensorFlow's headers (tensorflow/c/c_api.h …)
 * @param work folder for what lies about meanwhile
 */
export async function compileBinding(
  compiler: string,
  options: { folder: string; include: string; work: string; libraries: readonly [string, string] },
): Promise<void> {
  const { folder, include, work, libraries } = options
  const sources = path.join(path.dirname(require.resolve('@tensorflow/tfjs-node-gpu/package.json')), 'binding')
  const nodeHeaders = (require('node-api-headers') as { include_dir: string }).include_dir
  await mkdir(work, { recursive: true })
  await cp(sources, path.join(work, 'binding'), { recursive: true })
  const isApple = process.platform === 'darwin'
  const rpath = isApple ? '@loader_path/lib' : '$ORIGIN/lib'
  await mustRun(compiler, [
    '-std=c++17',
    '-O2',
    '-fPIC',
    '-shared',
    '-w',
    '-DNAPI_VERSION=8',
    '-DBUILDING_NODE_EXTENSION',
    // Attributes of texts go through attributes.cc, which knows lists, too.
    '-DTFE_OpSetAttrString=FocalStudioSetAttribute',
    ...(isApple ? ['-undefined', 'dynamic_lookup'] : []),
    `-I${nodeHeaders}`,
    `-I${include}`,
    path.join(work, 'binding/tfjs_backend.cc'),
    path.join(work, 'binding/tfjs_binding.cc'),
    path.join(import.meta.dirname, 'native/attributes.cc'),
    ...libraries.map((name) => path.join(folder, 'lib', name)),
    `-Wl,-rpath,${rpath}`,
    '-o',
    path.join(folder, 'tfjs_binding.node'),
  ])
}
