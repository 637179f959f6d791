/** What native TensorFlow is asked to do, written down call by call while it does it. */
import type { TFEOpAttr, TFJSBinding, TensorMetadata } from '@tensorflow/tfjs-node-gpu/dist/tfjs_binding.js'
import type { Native } from '../attributes.ts'

/** Values of a tensor, by TensorFlow's numbers of the tensor and of its type. */
export interface Constant {
  id: number
  shape: readonly number[]
  type: number
  bytes: Uint8Array
}

/** One call of an operation, with the numbers of the tensors that it took. */
export interface Operation {
  name: string
  attributes: readonly TFEOpAttr[]
  inputs: readonly number[]
  outputs: readonly TensorMetadata[]
}

export interface Recording {
  /** Tensors that JavaScript made. */
  constants: Constant[]
  /** In the order of their calls. */
  operations: Operation[]
}

/**
 * Everything that `work` asks of native TensorFlow. Throws when it has read a tensor (what it asked for then may depend
 * on the values that it saw), and when it uses values that JavaScript made before, which another call may find changed.
 */
export function record(native: Native, work: () => void): Recording {
  const recording: Recording = { constants: [], operations: [] }
  let hasRead = false
  const real = native.binding
  native.binding = Object.assign(passedOn(real), {
    executeOp(name: string, attributes: TFEOpAttr[], inputs: number[], count: number) {
      const outputs = real.executeOp(name, attributes, inputs, count)
      recording.operations.push({ name, attributes, inputs, outputs })
      return outputs
    },
    createTensor(shape: number[], type: number, values: Parameters<TFJSBinding['createTensor']>[2]) {
      const id = real.createTensor(shape, type, values)
      recording.constants.push({ id, shape, type, bytes: bytesOf(values) })
      return id
    },
    tensorDataSync(id: number) {
      hasRead = true
      return real.tensorDataSync(id)
    },
  })
  const stopWatching = refuseOldValues(native as unknown as BackendParts)
  try {
    work()
  } finally {
    stopWatching()
    native.binding = real
  }
  if (hasRead) throw new Error('A tensor was read on the way.')
  return recording
}

/** What the backend does with values of JavaScript: it keeps them, and hands them over when a tensor is first used. */
interface BackendParts {
  write(values: unknown, shape: number[], type: string): object
  getInputTensorIds(tensors: ReadonlyArray<{ dataId?: object }>): number[]
  tensorMap: { get(dataId: object): { values: unknown } }
}

/** From here on, values that were made before and not yet handed over are an error; the answer ends that. */
function refuseOldValues(backend: BackendParts): () => void {
  const { write, getInputTensorIds } = backend
  const made = new WeakSet<object>()
  backend.write = (...values) => {
    const dataId = write.apply(backend, values)
    made.add(dataId)
    return dataId
  }
  backend.getInputTensorIds = (tensors) => {
    for (const { dataId } of tensors) {
      // Whole numbers of 64 bits are no tensors, but values themselves.
      const isOld = dataId && !made.has(dataId) && backend.tensorMap.get(dataId).values !== null
      if (isOld) throw new Error('A tensor that is no input was used.')
    }
    return getInputTensorIds.call(backend, tensors)
  }
  return () => Object.assign(backend, { write, getInputTensorIds })
}

function bytesOf(values: unknown): Uint8Array {
  if (!ArrayBuffer.isView(values)) throw new Error('A tensor was made of values that are no numbers.')
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice()
}

/** The binding's functions insist on being called on the binding itself. */
function passedOn(real: TFJSBinding): TFJSBinding {
  const entries = Object.getOwnPropertyNames(real).map((key): [string, unknown] => {
    const value: unknown = Reflect.get(real, key)
    return [key, typeof value === 'function' ? value.bind(real) : value]
  })
  return Object.fromEntries(entries) as unknown as TFJSBinding
}
