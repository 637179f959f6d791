/**
 * Convolution, bias and activation as one differentiable operation.
 *
 * On native TensorFlow it is registered as a kernel of its own with its gradient: one node on the tape, one pass over
 * the map where the library can (fusedConvolution.ts), only the input and the output kept, bias and activation gradients
 * by one native call each, and gradients that nobody needs (of frozen filters, of cached features) never computed. Other
 * backends get TF.js's composition.
 */
import * as tf from '@tensorflow/tfjs'
import type { NamedAttrMap, NamedTensorMap, Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs'
import { nativeBackend, tensorflowBackendName } from '../tensorflow.ts'
import { composedActivation, nativeActivation, nativeActivationGradient, type Activation } from './activation.ts'
import { biasAttributes, convolutionAttributes, flag, floatType, shapeOf, type Native } from './attributes.ts'
import { fusedConvolution, fuses } from './fusedConvolution.ts'
import { hasKernel } from './hasKernel.ts'
import { namedPadding, type Padding } from './padding.ts'
import { paddedGradients } from './paddedGradients.ts'

export interface ConvolutionOptions {
  kind: 'dense' | 'depthwise'
  stride: number
  padding: Padding
  activation: Activation
}

/** By whether it ends with an activation: only then is its output kept for the gradient. */
export const convolutionKernelNames = { linear: 'FocalStudioLinearConvolution', activated: 'FocalStudioConvolution' }

/** The native operations of each kind of convolution. */
const operations = {
  dense: { forward: 'Conv2D', input: 'Conv2DBackpropInput', filter: 'Conv2DBackpropFilter' },
  depthwise: {
    forward: 'DepthwiseConv2dNative',
    input: 'DepthwiseConv2dNativeBackpropInput',
    filter: 'DepthwiseConv2dNativeBackpropFilter',
  },
} as const

/**
 * activation(x * filter + bias). x [N, H, W, C]; filter [k, k, C, D], or [k, k, C, 1] for depthwise, or
 * [k, k, C / G, D] for a dense convolution in G groups; bias [D] (or [C]), or null. Returns [N, H', W', D].
 * Differentiable in all three.
 */
export function convolution(
  x: Tensor4D,
  filter: Tensor4D,
  bias: Tensor1D | null,
  options: ConvolutionOptions,
): Tensor4D {
  const groups = options.kind === 'dense' ? x.shape[3] / filter.shape[2] : 1
  if (groups > 1 && !knowsGroups()) return groupByGroup(x, filter, bias, options, groups)
  const padding = namedPadding(options.stride, options.padding)
  if (groups > 1 && typeof padding !== 'string' && nativeBackend()) {
    // Native TensorFlow has no gradient of convolutions in groups with zeros of a number: they come beforehand.
    return convolution(pad(x, padding.zeros), filter, bias, { ...options, padding: 'valid' })
  }
  const kernelName = convolutionKernelNames[options.activation === 'none' ? 'linear' : 'activated']
  if (!hasKernel(kernelName)) return composedConvolution(x, filter, bias, options)
  const inputs: NamedTensorMap = bias ? { x, filter, bias } : { x, filter }
  const attributes = { ...options, biased: bias !== null }
  return tf.engine().runKernel(kernelName, inputs, attributes as unknown as NamedAttrMap) as Tensor4D
}

for (const kernelName of Object.values(convolutionKernelNames)) {
  tf.registerKernel({
    kernelName,
    backendName: tensorflowBackendName,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const native = backend as Native
      const options = attrs as unknown as ConvolutionOptions
      const { x, filter, bias } = inputs as Record<'x' | 'filter', Tensor> & { bias?: Tensor }
      const isWhole = options.kind === 'dense' && x.shape[3] === filter.shape[2]
      if (bias && isWhole && fuses(native)) return fusedConvolution(native, { x, filter, bias }, options)
      const attributes = convolutionAttributes(native, options.stride, options.padding)
      const sum = native.executeSingleOutput(operations[options.kind].forward, attributes, [x, filter])
      const biased = bias ? native.executeSingleOutput('BiasAdd', biasAttributes(native), [sum, bias]) : sum
      if (biased !== sum) sum.dispose()
      const output = nativeActivation(native, biased, options.activation)
      if (output !== biased) biased.dispose()
      return output
    },
  })

  tf.registerGradient({
    kernelName,
    inputsToSave: ['x', 'filter'],
    outputsToSave: [kernelName === convolutionKernelNames.activated],
    gradFunc: (gradient, saved, attrs) => {
      const native = tf.backend() as Native
      const options = attrs as unknown as ConvolutionOptions & { biased: boolean }
      const [x, filter, output] = saved as [Tensor, Tensor, Tensor | undefined]
      const names = operations[options.kind]
      const attributes = convolutionAttributes(native, options.stride, options.padding)
      const dy = gradient as Tensor
      const dz = output ? nativeActivationGradient(native, dy, output, options.activation) : dy
      const padding = namedPadding(options.stride, options.padding)
      const run = (name: string, inputs: Tensor[]) => native.executeSingleOutput(name, attributes, inputs)
      const gradients =
        options.kind === 'dense' && typeof padding !== 'string' && !native.isUsingGpuDevice
          ? paddedGradients(native, { x, filter, dz }, { stride: options.stride, zeros: padding.zeros })
          : {
              x: () => run(names.input, [shapeOf(x), filter, dz]),
              filter: () =>
                isMatrix(x, filter, options)
                  ? matrixGradient(native, x, dz, filter)
                  : run(names.filter, [x, shapeOf(filter), dz]),
            }
      if (!options.biased) return gradients
      return { ...gradients, bias: () => native.executeSingleOutput('BiasAddGrad', biasAttributes(native), [dz]) }
    },
  })
}

/** Whether a convolution is one matrix product: each pixel's channels times the filter. */
function isMatrix(x: Tensor, filter: Tensor, { kind, stride }: ConvolutionOptions): boolean {
  const [rows, columns, inputs] = filter.shape
  return kind === 'dense' && stride === 1 && rows === 1 && columns === 1 && inputs === x.shape[3]
}

/**
 * Gradient of a 1x1 filter [1, 1, C, D]: the pixels of x, transposed, times those of dz. As a matrix product it takes a
 * tenth to a quarter less time than as a convolution's gradient (ResNet-50 at 512 x 512).
 */
function matrixGradient(native: Native, x: Tensor, dz: Tensor, filter: Tensor): Tensor {
  return tf.tidy(() => {
    const matrices = [x, dz].map((map) => tf.reshape(map, [-1, map.shape[3] as number]))
    const attributes = [floatType(native), flag(native, 'transpose_a', true), flag(native, 'transpose_b', false)]
    return tf.reshape(native.executeSingleOutput('MatMul', attributes, matrices), filter.shape)
  })
}

let groupsWork: boolean | null = null

/**
 * Whether the current backend's kernel has grouped convolutions with both gradients. Native TensorFlow has with oneDNN
 * (two to twenty times as fast as one convolution per group); without, it has no gradient for them.
 */
function knowsGroups(): boolean {
  const native = nativeBackend()
  if (!native) return hasKernel(convolutionKernelNames.activated)
  groupsWork ??= tf.tidy(() => {
    const attributes = convolutionAttributes(native, 1, 'valid')
    const [x, filter] = [tf.ones([1, 2, 2, 2]), tf.ones([1, 1, 1, 2])]
    try {
      native.executeSingleOutput('Conv2DBackpropFilter', attributes, [x, shapeOf(filter), x])
      native.executeSingleOutput('Conv2DBackpropInput', attributes, [shapeOf(x), filter, x])
      return true
    } catch {
      // The library says that it cannot: the composition can.
      return false
    }
  })
  return groupsWork
}

/** The convolution of each group for itself, side by side. */
function groupByGroup(
  x: Tensor4D,
  filter: Tensor4D,
  bias: Tensor1D | null,
  options: ConvolutionOptions,
  groups: number,
): Tensor4D {
  const filters = tf.split(filter, groups, 3)
  const biases = bias && tf.split(bias, groups)
  const parts = tf
    .split(x, groups, 3)
    .map((part, index) =>
      convolution(part as Tensor4D, filters[index] as Tensor4D, (biases?.[index] ?? null) as Tensor1D | null, options),
    )
  return tf.concat(parts, 3)
}

function composedConvolution(
  x: Tensor4D,
  filter: Tensor4D,
  bias: Tensor1D | null,
  options: ConvolutionOptions,
): Tensor4D {
  const { stride, padding, activation } = options
  const convolve = options.kind === 'dense' ? tf.conv2d : tf.depthwiseConv2d
  // TF.js's gradients know no explicit padding: pad, then 'valid'.
  const sum =
    typeof padding === 'string'
      ? convolve(x, filter, stride, padding)
      : convolve(pad(x, padding.zeros), filter, stride, 'valid')
  return composedActivation(bias ? (tf.add(sum, bias) as Tensor4D) : sum, activation)
}

function pad(x: Tensor4D, zeros: number): Tensor4D {
  const sides: [number, number] = [zeros, zeros]
  return tf.pad(x, [[0, 0], sides, sides, [0, 0]])
}
