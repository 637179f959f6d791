/**
 * Convolution, bias and activation as one differentiable operation.
 *
 * On native TensorFlow it is registered as a kernel of its own with its gradient: one node on the tape, only the
 * input and the output kept, bias and activation gradients by one native call each, and gradients that nobody needs
 * (of frozen filters, of cached features) never computed. Other backends get TF.js's composition.
 */
import * as tf from '@tensorflow/tfjs'
import type { NamedAttrMap, Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs'
import { tensorflowBackendName } from '../tensorflow.ts'
import { composedActivation, nativeActivation, nativeActivationGradient, type Activation } from './activation.ts'
import { biasAttributes, convolutionAttributes, type Native } from './attributes.ts'
import { hasKernel } from './hasKernel.ts'
import type { Padding } from './padding.ts'

export interface ConvolutionOptions {
  kind: 'dense' | 'depthwise'
  stride: number
  padding: Padding
  activation: Activation
}

export const convolutionKernelName = 'FocalStudioConvolution'

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
 * activation(x * filter + bias). x [N, H, W, C]; filter [k, k, C, D], or [k, k, C, 1] for depthwise; bias [D] (or
 * [C]). Returns [N, H', W', D]. Differentiable in all three.
 */
export function convolution(x: Tensor4D, filter: Tensor4D, bias: Tensor1D, options: ConvolutionOptions): Tensor4D {
  if (!hasKernel(convolutionKernelName)) return composedConvolution(x, filter, bias, options)
  return tf
    .engine()
    .runKernel(convolutionKernelName, { x, filter, bias }, options as unknown as NamedAttrMap) as Tensor4D
}

tf.registerKernel({
  kernelName: convolutionKernelName,
  backendName: tensorflowBackendName,
  kernelFunc: ({ inputs, attrs, backend }) => {
    const native = backend as Native
    const options = attrs as unknown as ConvolutionOptions
    const { x, filter, bias } = inputs as Record<'x' | 'filter' | 'bias', Tensor>
    const attributes = convolutionAttributes(native, options.stride, options.padding)
    const sum = native.executeSingleOutput(operations[options.kind].forward, attributes, [x, filter])
    const biased = native.executeSingleOutput('BiasAdd', biasAttributes(native), [sum, bias])
    sum.dispose()
    const output = nativeActivation(native, biased, options.activation)
    if (output !== biased) biased.dispose()
    return output
  },
})

tf.registerGradient({
  kernelName: convolutionKernelName,
  inputsToSave: ['x', 'filter'],
  outputsToSave: [true],
  gradFunc: (gradient, saved, attrs) => {
    const native = tf.backend() as Native
    const options = attrs as unknown as ConvolutionOptions
    const [x, filter, output] = saved as [Tensor, Tensor, Tensor]
    const names = operations[options.kind]
    const attributes = convolutionAttributes(native, options.stride, options.padding)
    const dz = nativeActivationGradient(native, gradient as Tensor, output, options.activation)
    const run = (name: string, inputs: Tensor[]) => native.executeSingleOutput(name, attributes, inputs)
    return {
      x: () => run(names.input, [shapeOf(x), filter, dz]),
      filter: () => run(names.filter, [x, shapeOf(filter), dz]),
      bias: () => native.executeSingleOutput('BiasAddGrad', biasAttributes(native), [dz]),
    }
  },
})

function shapeOf(tensor: Tensor): Tensor1D {
  return tf.tensor1d(tensor.shape, 'int32')
}

function composedConvolution(x: Tensor4D, filter: Tensor4D, bias: Tensor1D, options: ConvolutionOptions): Tensor4D {
  const { stride, padding, activation } = options
  const convolve = options.kind === 'dense' ? tf.conv2d : tf.depthwiseConv2d
  // TF.js's gradients know no explicit padding: pad, then 'valid'.
  const sum =
    typeof padding === 'string'
      ? convolve(x, filter, stride, padding)
      : convolve(pad(x, padding.zeros), filter, stride, 'valid')
  return composedActivation(tf.add(sum, bias) as Tensor4D, activation)
}

function pad(x: Tensor4D, zeros: number): Tensor4D {
  const sides: [number, number] = [zeros, zeros]
  return tf.pad(x, [[0, 0], sides, sides, [0, 0]])
}
