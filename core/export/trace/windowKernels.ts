/** Operations on neighbourhoods of pixels. */
import { backend_util } from '@tensorflow/tfjs'
import type { TensorInfo } from '@tensorflow/tfjs'
import { convolutionKernelNames, type ConvolutionOptions } from '../../compute/nativeOps/convolution.ts'
import { groupNormalisationKernelName } from '../../compute/nativeOps/groupNormalisation.ts'
import { upsampleBilinearKernelName, upsampleNearestKernelName } from '../../compute/nativeOps/resize.ts'
import type { Activation } from '../../compute/nativeOps/activation.ts'
import type { Pads } from './graph.ts'
import type { TraceBackend } from './backend.ts'
import type { TraceKernel, TraceKernels } from './kernel.ts'

type Shape4 = [number, number, number, number]
type Pair = [number, number]
type ConvolutionPadding = Parameters<typeof backend_util.computeConv2DInfo>[4]

interface Convolution {
  depthwise: boolean
  strides: number | Pair
  padding: ConvolutionPadding
  dilations: number | Pair
  activation: Activation
}

function convolve(backend: TraceBackend, inputs: readonly TensorInfo[], options: Convolution): TensorInfo {
  const [x, filter] = inputs as [TensorInfo, TensorInfo]
  const { depthwise, strides, padding, dilations, activation } = options
  const plan = backend_util.computeConv2DInfo(
    x.shape as Shape4,
    filter.shape as Shape4,
    strides,
    dilations,
    padding,
    undefined,
    depthwise,
  )
  return backend.emit(
    {
      kind: 'convolution',
      depthwise,
      strides: [plan.strideHeight, plan.strideWidth],
      dilations: [plan.dilationHeight, plan.dilationWidth],
      pads: padsOf(plan.padInfo),
      activation,
    },
    inputs,
    plan.outShape,
    'float32',
  )
}

const pool =
  (how: 'maximum' | 'mean'): TraceKernel =>
  (backend, inputs, { filterSize, strides, pad, dimRoundingMode }) => {
    const x = inputs['x'] as TensorInfo
    const plan = backend_util.computePool2DInfo(
      x.shape as Shape4,
      filterSize as Pair,
      strides as Pair,
      1,
      pad as 'same',
      dimRoundingMode as 'floor' | undefined,
    )
    return backend.emit(
      {
        kind: 'pool',
        how,
        size: [plan.filterHeight, plan.filterWidth],
        strides: [plan.strideHeight, plan.strideWidth],
        pads: padsOf(plan.padInfo),
      },
      [x],
      plan.outShape,
      'float32',
    )
  }

interface Resize {
  size: Pair
  alignCorners: boolean
  halfPixelCentres: boolean
}

function resize(backend: TraceBackend, x: TensorInfo, how: 'nearest' | 'bilinear', { size, ...rest }: Resize) {
  const [images, , , channels] = x.shape as Shape4
  return backend.emit({ kind: 'resize', how, ...rest }, [x], [images, ...size, channels], 'float32')
}

const resizeTo =
  (how: 'nearest' | 'bilinear'): TraceKernel =>
  (backend, inputs, { size, alignCorners, halfPixelCenters }) =>
    resize(backend, inputs['images'] as TensorInfo, how, {
      size: size as Pair,
      alignCorners: alignCorners === true,
      halfPixelCentres: halfPixelCenters === true,
    })

const double =
  (how: 'nearest' | 'bilinear'): TraceKernel =>
  (backend, inputs) => {
    const x = inputs['x'] as TensorInfo
    const [, height, width] = x.shape as Shape4
    const halfPixelCentres = how === 'bilinear'
    return resize(backend, x, how, { size: [2 * height, 2 * width], alignCorners: false, halfPixelCentres })
  }

const ownConvolution: TraceKernels[string] = (backend, inputs, attributes) => {
  const { kind, stride, padding, activation } = attributes as unknown as ConvolutionOptions
  const sides: Pair | undefined = typeof padding === 'string' ? undefined : [padding.zeros, padding.zeros]
  const given = [inputs['x'], inputs['filter'], inputs['bias']].filter((input) => input !== undefined)
  return convolve(backend, given, {
    depthwise: kind === 'depthwise',
    strides: stride,
    dilations: 1,
    padding: sides ? [[0, 0], sides, sides, [0, 0]] : (padding as 'same' | 'valid'),
    activation,
  })
}

export const windowKernels: TraceKernels = {
  [convolutionKernelNames.linear]: ownConvolution,
  [convolutionKernelNames.activated]: ownConvolution,
  Conv2D(backend, inputs, { strides, pad, dilations }) {
    return convolve(backend, [inputs['x'], inputs['filter']] as TensorInfo[], {
      depthwise: false,
      strides: strides as Pair,
      dilations: dilations as Pair,
      padding: pad as ConvolutionPadding,
      activation: 'none',
    })
  },
  DepthwiseConv2dNative(backend, inputs, { strides, pad, dilations }) {
    return convolve(backend, [inputs['x'], inputs['filter']] as TensorInfo[], {
      depthwise: true,
      strides: strides as Pair,
      dilations: (dilations as Pair | null) ?? 1,
      padding: pad as ConvolutionPadding,
      activation: 'none',
    })
  },
  MaxPool: pool('maximum'),
  AvgPool: pool('mean'),
  ResizeNearestNeighbor: resizeTo('nearest'),
  ResizeBilinear: resizeTo('bilinear'),
  [upsampleNearestKernelName]: double('nearest'),
  [upsampleBilinearKernelName]: double('bilinear'),
  [groupNormalisationKernelName](backend, inputs, { groups, epsilon }) {
    const { x, scale, shift } = inputs as Record<'x' | 'scale' | 'shift', TensorInfo>
    const operation = { kind: 'group-normalisation', groups: groups as number, epsilon: epsilon as number } as const
    return backend.emit(operation, [x, scale, shift], x.shape, 'float32')
  },
  FusedBatchNorm(backend, inputs, { varianceEpsilon }) {
    const { x, mean, variance, offset, scale } = inputs as Record<string, TensorInfo>
    const all = [x, mean, variance, offset, scale].filter((input) => input !== undefined)
    const operation = {
      kind: 'batch-normalisation',
      epsilon: varianceEpsilon as number,
      offset: offset !== undefined && offset !== null,
      scale: scale !== undefined && scale !== null,
    } as const
    return backend.emit(
      operation,
      all.filter((input) => input !== null),
      (x as TensorInfo).shape,
      'float32',
    )
  },
}

function padsOf({ top, bottom, left, right }: { top: number; bottom: number; left: number; right: number }): Pads {
  return [top, bottom, left, right]
}
