/** What the tracing backend needs to know of an operation. */
import type { TensorInfo } from '@tensorflow/tfjs'
import type { TraceBackend } from './backend.ts'

/** How one kernel of TensorFlow.js is written down. `attributes` are the kernel's own. */
export type TraceKernel = (
  backend: TraceBackend,
  inputs: Record<string, TensorInfo>,
  attributes: Record<string, unknown>,
) => TensorInfo | TensorInfo[]

export type TraceKernels = Record<string, TraceKernel>
