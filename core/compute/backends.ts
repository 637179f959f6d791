/** Chooses and starts the backend that trains and detects: native TensorFlow, or plain JavaScript. */
import * as tf from '@tensorflow/tfjs'
import { StudioError } from '../api/errors.ts'
import type { TrainingConfig } from '../training/config.ts'
import { findNativeBinding } from './nativeLocation.ts'
import { startTensorFlow, usesCuda } from './tensorflow.ts'

export type BackendChoice = TrainingConfig['backend']

export interface StartedBackend {
  name: 'tensorflow' | 'webgpu' | 'cpu'
  /** For people: what computes. */
  description: string
}

/**
 * Starts a backend; `auto` takes the best one that this computer has.
 * Throws UNSUPPORTED, with what to do, when the one asked for cannot be had.
 */
export async function startBackend(choice: BackendChoice): Promise<StartedBackend> {
  tf.enableProdMode()
  if (choice === 'cpu') return startPlain()
  if (choice === 'webgpu') {
    throw new StudioError('UNSUPPORTED', 'WebGPU is not available in this version.', 'Choose another backend.')
  }
  const binding = findNativeBinding()
  if (binding) {
    await startTensorFlow(binding.path)
    return {
      name: 'tensorflow',
      description: `TensorFlow ${binding.version} on the ${usesCuda() ? 'graphics card (CUDA)' : 'processor'}`,
    }
  }
  if (choice === 'tensorflow') {
    throw new StudioError(
      'UNSUPPORTED',
      'Native TensorFlow is not installed on this computer.',
      'Run set-up (npm run setup); it says what is missing.',
    )
  }
  return startPlain()
}

async function startPlain(): Promise<StartedBackend> {
  await tf.setBackend('cpu')
  return { name: 'cpu', description: 'plain JavaScript (very slow: for tests)' }
}
