/** Operations that move numbers, or sum them up, without looking at neighbours. */
import { backend_util, slice_util, util } from '@tensorflow/tfjs'
import type { TensorInfo } from '@tensorflow/tfjs'
import { StudioError } from '../../api/errors.ts'
import type { TraceBackend } from './backend.ts'
import { typeOf } from './elementwiseKernels.ts'
import type { Operation } from './graph.ts'
import type { TraceKernel, TraceKernels } from './kernel.ts'

type Reduction = Extract<Operation, { kind: 'reduce' }>['how']

const reduction =
  (how: Reduction): TraceKernel =>
  (backend, inputs, { axis, reductionIndices, keepDims }) => {
    const x = inputs['x'] as TensorInfo
    const named = (axis ?? reductionIndices) as number | number[]
    const axes = util.parseAxisParam(named, x.shape)
    const keepDimensions = keepDims === true
    const shape = keepDimensions
      ? x.shape.map((side, index) => (axes.includes(index) ? 1 : side))
      : x.shape.filter((_, index) => !axes.includes(index))
    return backend.emit({ kind: 'reduce', how, axes, keepDimensions }, [x], shape, typeOf(x))
  }

const alias: TraceKernel = (backend, inputs) => backend.alias(inputs['x'] as TensorInfo)

export const shapeKernels: TraceKernels = {
  Identity: alias,
  Cast(backend, inputs, { dtype }) {
    const x = inputs['x'] as TensorInfo
    if (dtype === x.dtype) return backend.alias(x)
    throw new StudioError(
      'UNSUPPORTED',
      `This network turns ${x.dtype} into ${String(dtype)}, which cannot be exported.`,
    )
  },
  Reshape(backend, inputs, { shape }) {
    const x = inputs['x'] as TensorInfo
    return reshape(backend, x, util.inferFromImplicitShape(shape as number[], util.sizeFromShape(x.shape)))
  },
  ExpandDims(backend, inputs, { dim }) {
    const x = inputs['input'] as TensorInfo
    const at = (dim as number) < 0 ? x.shape.length + 1 + (dim as number) : (dim as number)
    return reshape(backend, x, x.shape.toSpliced(at, 0, 1))
  },
  Concat(backend, inputs, attributes) {
    const parts = Object.values(inputs)
    const shapes = parts.map(({ shape }) => shape)
    const [axis = 0] = util.parseAxisParam(attributes['axis'] as number, shapes[0] as number[])
    const shape = backend_util.computeOutShape(shapes, axis)
    return backend.emit({ kind: 'concatenate', axis }, parts, shape, typeOf(parts[0] as TensorInfo))
  },
  /** Stacking is concatenation along a new axis. */
  Pack(backend, inputs, attributes) {
    const parts = Object.values(inputs)
    const axis = attributes['axis'] as number
    const wider = parts.map((part) => reshape(backend, part, part.shape.toSpliced(axis, 0, 1)))
    const shape = backend_util.computeOutShape(
      wider.map(({ shape }) => shape),
      axis,
    )
    return backend.emit({ kind: 'concatenate', axis }, wider, shape, typeOf(parts[0] as TensorInfo))
  },
  Slice(backend, inputs, attributes) {
    const x = inputs['x'] as TensorInfo
    const [begin, size] = slice_util.parseSliceParams(
      x as Parameters<typeof slice_util.parseSliceParams>[0],
      attributes['begin'] as number[],
      attributes['size'] as number[],
    ) as [number[], number[]]
    return slice(backend, x, begin, size)
  },
  SplitV(backend, inputs, { numOrSizeSplits, axis }) {
    const x = inputs['x'] as TensorInfo
    const [along = 0] = util.parseAxisParam(axis as number, x.shape)
    const sizes = backend_util.prepareSplitSize(
      x as Parameters<typeof backend_util.prepareSplitSize>[0],
      numOrSizeSplits as number[] | number,
      along,
    )
    let start = 0
    return sizes.map((length) => {
      const begin = x.shape.map((_, index) => (index === along ? start : 0))
      start += length
      return slice(backend, x, begin, x.shape.with(along, length))
    })
  },
  Transpose(backend, inputs, { perm }) {
    const x = inputs['x'] as TensorInfo
    const permutation = perm as number[]
    const shape = permutation.map((from) => x.shape[from] as number)
    return backend.emit({ kind: 'transpose', permutation }, [x], shape, typeOf(x))
  },
  Reverse(backend, inputs, { dims }) {
    const x = inputs['x'] as TensorInfo
    const axes = util.parseAxisParam(dims as number[], x.shape)
    return backend.emit({ kind: 'reverse', axes }, [x], x.shape, typeOf(x))
  },
  PadV2(backend, inputs, { paddings, constantValue }) {
    const x = inputs['x'] as TensorInfo
    const pairs = paddings as Array<[number, number]>
    const shape = x.shape.map((side, index) => side + (pairs[index]?.[0] ?? 0) + (pairs[index]?.[1] ?? 0))
    return backend.emit({ kind: 'pad', paddings: pairs, value: constantValue as number }, [x], shape, typeOf(x))
  },
  Mean: reduction('mean'),
  Sum: reduction('sum'),
  Max: reduction('maximum'),
}

function reshape(backend: TraceBackend, x: TensorInfo, shape: readonly number[]): TensorInfo {
  return backend.emit({ kind: 'reshape' }, [x], shape, typeOf(x))
}

function slice(backend: TraceBackend, x: TensorInfo, begin: readonly number[], size: readonly number[]): TensorInfo {
  return backend.emit({ kind: 'slice', begin, size }, [x], size, typeOf(x))
}
