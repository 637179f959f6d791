/** What the tracing backend knows of each operation: its attributes in the graph's words, and its result's shape. */
import * as tf from '@tensorflow/tfjs'
import type { TensorInfo } from '@tensorflow/tfjs'
import { StudioError } from '../../api/errors.ts'
import { traceBackendName, type TraceBackend } from './backend.ts'
import { elementwiseKernels } from './elementwiseKernels.ts'
import type { TraceKernels } from './kernel.ts'
import { shapeKernels } from './shapeKernels.ts'
import { windowKernels } from './windowKernels.ts'

/** Registers them all, and for the rest of TensorFlow.js's kernels a refusal that names them. */
export function registerTraceKernels(): void {
  const known: TraceKernels = { ...elementwiseKernels, ...shapeKernels, ...windowKernels }
  const others = tf.getKernelsForBackend('cpu').map(({ kernelName }) => kernelName)
  for (const kernelName of new Set([...Object.keys(known), ...others])) {
    const kernel = known[kernelName] ?? (() => refuse(kernelName))
    tf.registerKernel({
      kernelName,
      backendName: traceBackendName,
      kernelFunc: ({ inputs, attrs, backend }) =>
        kernel(backend as TraceBackend, inputs as Record<string, TensorInfo>, (attrs ?? {}) as Record<string, unknown>),
    })
  }
}

function refuse(kernelName: string): never {
  const message = `This network uses the operation ${kernelName}, which the exporter does not know.`
  throw new StudioError('UNSUPPORTED', message, 'Export it as a Focal Studio model instead.', { kernelName })
}
