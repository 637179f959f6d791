/** Operations on single numbers. */
import { broadcast_util } from '@tensorflow/tfjs'
import type { TensorInfo } from '@tensorflow/tfjs'
import type { BinaryName, UnaryName, ValueType } from './graph.ts'
import type { TraceKernel, TraceKernels } from './kernel.ts'

const unaryNames: readonly UnaryName[] = [
  'Relu',
  'Relu6',
  'Sigmoid',
  'Tanh',
  'Exp',
  'Log',
  'Sqrt',
  'Rsqrt',
  'Square',
  'Neg',
  'Abs',
  'Softplus',
]
const binaryNames: readonly BinaryName[] = [
  'Add',
  'Sub',
  'Multiply',
  'RealDiv',
  'Maximum',
  'Minimum',
  'SquaredDifference',
]

const unary =
  (name: UnaryName): TraceKernel =>
  (backend, inputs) => {
    const x = inputs['x'] as TensorInfo
    return backend.emit({ kind: 'unary', name }, [x], x.shape, typeOf(x))
  }

const binary =
  (name: BinaryName): TraceKernel =>
  (backend, inputs) => {
    const [a, b] = [inputs['a'] as TensorInfo, inputs['b'] as TensorInfo]
    const shape = broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape)
    return backend.emit({ kind: 'binary', name }, [a, b], shape, typeOf(a))
  }

export const elementwiseKernels: TraceKernels = {
  ...Object.fromEntries(unaryNames.map((name) => [name, unary(name)])),
  ...Object.fromEntries(binaryNames.map((name) => [name, binary(name)])),
  LeakyRelu(backend, inputs, { alpha }) {
    const x = inputs['x'] as TensorInfo
    return backend.emit({ kind: 'leaky-relu', slope: alpha as number }, [x], x.shape, 'float32')
  },
  ClipByValue(backend, inputs, { clipValueMin, clipValueMax }) {
    const x = inputs['x'] as TensorInfo
    const operation = { kind: 'clip', minimum: clipValueMin as number, maximum: clipValueMax as number } as const
    return backend.emit(operation, [x], x.shape, 'float32')
  },
}

export function typeOf({ dtype }: TensorInfo): ValueType {
  return dtype === 'int32' || dtype === 'bool' ? dtype : 'float32'
}
