/** Chooses and starts the backend that trains and detects: native TensorFlow, WebGPU, or plain JavaScript. */
import * as tf from '@tensorflow/tfjs'
import { StudioError } from '../api/errors.ts'
import type { TrainingConfig } from '../training/config.ts'
import { findNativeBinding } from './nativeLocation.ts'
import { startTensorFlow, usesCuda } from './tensorflow.ts'
import { findWebGpuAdapter, startWebGpu } from './webgpu.ts'

export type BackendChoice = TrainingConfig['backend']

export interface StartedBackend {
  name: 'tensorflow' | 'webgpu' | 'cpu'
  /** For people: what computes. */
  description: string
}

/**
 * Starts a backend; `auto` takes the best one that this computer has: TensorFlow with CUDA, TensorFlow on the processor,
 * WebGPU on a real graphics card, plain JavaScript. WebGPU comes after TensorFlow on the processor, which many
 * graphics cards in laptops do not beat; whose card does chooses it (the doctor measures both).
 * Throws UNSUPPORTED, with what to do, when the one asked for cannot be had.
 */
export async function startBackend(choice: BackendChoice): Promise<StartedBackend> {
  tf.enableProdMode()
  switch (choice) {
    case 'cpu':
      return startPlain()
    case 'webgpu':
      return startGraphics()
    case 'tensorflow':
      return startNative()
    case 'auto':
      if (findNativeBinding()) return startNative()
      return (await hasGraphicsCard()) ? startGraphics() : startPlain()
  }
}

async function startNative(): Promise<StartedBackend> {
  const binding = findNativeBinding()
  if (!binding) {
    throw new StudioError(
      'UNSUPPORTED',
      'Native TensorFlow is not installed on this computer.',
      'Run set-up (npm run setup); it says what is missing.',
    )
  }
  await startTensorFlow(binding.path)
  const device = usesCuda() ? 'graphics card (CUDA)' : 'processor'
  return { name: 'tensorflow', description: `TensorFlow ${binding.version} on the ${device}` }
}

async function startGraphics(): Promise<StartedBackend> {
  const { description, isSoftware } = await startWebGpu()
  const software = isSoftware ? ', a program on the processor (very slow: for tests)' : ''
  return { name: 'webgpu', description: `WebGPU on ${description}${software}` }
}

async function startPlain(): Promise<StartedBackend> {
  await tf.setBackend('cpu')
  return { name: 'cpu', description: 'plain JavaScript (very slow: for tests)' }
}

/** Whether WebGPU has more than a software adapter. */
async function hasGraphicsCard(): Promise<boolean> {
  const adapter = await findWebGpuAdapter().catch((error: unknown) => {
    if (error instanceof StudioError) return null
    throw error
  })
  return adapter !== null && !adapter.isSoftware
}
