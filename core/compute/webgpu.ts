/**
 * WebGPU in Node as a TF.js backend: the `webgpu` package brings Dawn, Chrome's implementation, over Vulkan, Metal or
 * Direct3D. The package is optional: it holds binaries of all platforms, and not everybody needs it.
 */
import * as tf from '@tensorflow/tfjs'
import { StudioError } from '../api/errors.ts'

const webGpuBackendName = 'webgpu'

export interface WebGpuAdapter {
  /** The graphics card, as its driver names it. */
  description: string
  /** A program that plays a graphics card on the processor: right, and slow. */
  isSoftware: boolean
}

/** Words in the names of the software implementations of Vulkan and Direct3D. */
const softwareNames = /swiftshader|llvmpipe|lavapipe|basic render|warp/i

let found: Promise<WebGpuAdapter | null> | undefined

/** The graphics card that WebGPU would use, or null where there is none. Throws UNSUPPORTED without the package. */
export function findWebGpuAdapter(): Promise<WebGpuAdapter | null> {
  found ??= findAdapter()
  return found
}

/** Starts WebGPU and makes it TF.js's current backend. Throws UNSUPPORTED, with the reason, where it cannot be had. */
export async function startWebGpu(): Promise<WebGpuAdapter> {
  const adapter = await findWebGpuAdapter()
  if (!adapter) {
    throw new StudioError(
      'UNSUPPORTED',
      'WebGPU finds no graphics card on this computer.',
      'Install the driver of your graphics card (on Linux its Vulkan driver), or choose another backend.',
    )
  }
  // The backend looks for navigator.gpu when it is imported, which findWebGpuAdapter has put there.
  await import('@tensorflow/tfjs-backend-webgpu')
  if (!(await tf.setBackend(webGpuBackendName))) {
    throw new StudioError(
      'UNSUPPORTED',
      `WebGPU does not start on ${adapter.description}.`,
      'Update the driver of your graphics card, or choose another backend.',
    )
  }
  watchDevice(adapter)
  return adapter
}

/**
 * Ends the process, with the reason, at the first error of the device: WebGPU reports them on the side, and goes on
 * with numbers that are wrong. Before a training's next checkpoint: nothing wrong is kept.
 */
function watchDevice({ description }: WebGpuAdapter): void {
  const { device } = tf.backend() as unknown as { device: GPUDevice }
  const end = (reason: string) =>
    process.nextTick(() => {
      const hint = 'Choose another backend, or smaller images or batches.'
      throw new StudioError('TRAINER_FAILED', `WebGPU failed on ${description}: ${reason}`, hint)
    })
  device.addEventListener('uncapturederror', ({ error }) => end(error.message))
  void endWhenLost(device, end)
}

async function endWhenLost(device: GPUDevice, end: (reason: string) => void): Promise<void> {
  const { reason, message } = await device.lost
  if (reason !== 'destroyed') end(message)
}

async function findAdapter(): Promise<WebGpuAdapter | null> {
  const gpu = await openDawn()
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' })
  if (!adapter) return null
  const { description, vendor, architecture, device, isFallbackAdapter } = adapter.info
  const name =
    description || [vendor, architecture, device].filter(Boolean).join(' ') || 'a graphics card without a name'
  return { description: name, isSoftware: isFallbackAdapter || softwareNames.test(`${name} ${architecture}`) }
}

/** Loads Dawn and puts WebGPU's names where a browser has them. */
async function openDawn(): Promise<GPU> {
  try {
    const { create, globals } = await import('webgpu')
    Object.assign(globalThis, globals)
    const gpu = create([])
    Object.defineProperty(globalThis.navigator, 'gpu', { value: gpu, configurable: true })
    return gpu
  } catch (error) {
    throw new StudioError(
      'UNSUPPORTED',
      `WebGPU does not load here: ${error instanceof Error ? error.message : String(error)}`,
      'Install the optional package "webgpu" (npm install), or choose another backend.',
      undefined,
      error,
    )
  }
}
