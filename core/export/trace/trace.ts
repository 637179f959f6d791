/** Runs a computation on the tracing backend and gives back its graph. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor } from '@tensorflow/tfjs'
import { TraceBackend, traceBackendName } from './backend.ts'
import { pruned, type Graph } from './graph.ts'
import { registerTraceKernels } from './kernels.ts'

let backend: TraceBackend | null = null

export interface TraceSource {
  inputs: ReadonlyArray<{ name: string; shape: readonly number[] }>
  constants: ReadonlyArray<{ name: string; shape: readonly number[]; numbers: Float32Array }>
}

/**
 * The graph of `compute`, which gets one tensor for each input and the constants by name, and answers with the
 * outputs by name. It must be synchronous and may not read tensors. Whatever backend was current is so again after.
 */
export function trace(
  { inputs, constants }: TraceSource,
  compute: (inputs: Tensor[], constants: Map<string, Tensor>) => Record<string, Tensor>,
): Graph {
  const tracer = traceBackend()
  const before = tf.getBackend()
  tf.setBackend(traceBackendName)
  const recorded = tracer.record()
  const engine = tf.engine()
  engine.startScope()
  try {
    const placeholders = inputs.map(({ shape }) => {
      const { dataId, dtype } = tracer.placeholder(shape, 'float32')
      return engine.makeTensorFromDataId(dataId, [...shape], dtype)
    })
    const named = new Map(
      constants.map(({ name, shape, numbers }) => {
        const tensor = tf.tensor(numbers, [...shape])
        tracer.nameConstant(tensor, name)
        return [name, tensor]
      }),
    )
    const results = compute(placeholders, named)
    return pruned({
      ...recorded,
      inputs: inputs.map(({ name }, index) => ({ name, value: tracer.valueBehind(placeholders[index] as Tensor) })),
      outputs: Object.entries(results).map(([name, tensor]) => ({ name, value: tracer.valueBehind(tensor) })),
    })
  } finally {
    engine.endScope()
    tracer.stop()
    if (before) tf.setBackend(before)
  }
}

function traceBackend(): TraceBackend {
  if (backend) return backend
  const made = new TraceBackend()
  tf.registerBackend(traceBackendName, () => made, 0)
  registerTraceKernels()
  backend = made
  return made
}
