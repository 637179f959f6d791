/**
 * Native TensorFlow as a TF.js backend. The package's own index.js insists on a library inside node_modules, so its
 * parts are put together here around the library that set-up has placed in the user's cache.
 */
import * as tf from '@tensorflow/tfjs'
import type { NodeJSKernelBackend as NativeBackend } from '@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js'
import type { TFJSBinding } from '@tensorflow/tfjs-node-gpu/dist/tfjs_binding.js'
import { createRequire } from 'node:module'
import util from 'node:util'
import { StudioError } from '../api/errors.ts'

const require = createRequire(import.meta.url)

export const tensorflowBackendName = 'tensorflow'

let loaded: NativeBackend | null = null

/**
 * Registers the native backend from a binding (path of tfjs_binding.node) and makes it current.
 * Throws UNSUPPORTED when the library does not load here.
 */
export async function startTensorFlow(bindingPath: string): Promise<void> {
  if (!loaded) {
    restoreRemovedUtilities()
    try {
      const binding = require(bindingPath) as TFJSBinding
      const module = require('@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend') as {
        NodeJSKernelBackend: typeof NativeBackend
      }
      require('@tensorflow/tfjs-node-gpu/dist/register_all_kernels')
      const backend = new module.NodeJSKernelBackend(binding, '@tensorflow/tfjs-node-gpu')
      tf.registerBackend(tensorflowBackendName, () => backend, 3)
      loaded = backend
    } catch (error) {
      throw new StudioError(
        'UNSUPPORTED',
        `The native TensorFlow library at ${bindingPath} does not load: ${error instanceof Error ? error.message : String(error)}`,
        'Run set-up again (npm run setup), or choose another backend in the settings.',
        { bindingPath },
        error,
      )
    }
  }
  await tf.setBackend(tensorflowBackendName)
}

/** The native backend while it is the current one, otherwise null: then operations are composed from TF.js's. */
export function nativeBackend(): NativeBackend | null {
  return loaded !== null && tf.getBackend() === tensorflowBackendName ? loaded : null
}

/** True when the native library runs on a CUDA device. */
export function usesCuda(): boolean {
  return loaded?.isUsingGpuDevice ?? false
}

/** The binding was written for older Node: Node 23 removed these two from `util`, and it calls them. */
function restoreRemovedUtilities(): void {
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: Array.isArray,
  })
}
