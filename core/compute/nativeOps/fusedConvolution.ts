/**
 * Convolution, bias and activation in one pass of oneDNN, instead of three passes over the map: TensorFlow's own
 * rewriting of graphs into these operations never sees operations that run one by one, so they are called by name.
 */
import * as tf from '@tensorflow/tfjs'
import type { Tensor } from '@tensorflow/tfjs'
import type { TFEOpAttr } from '@tensorflow/tfjs-node-gpu/dist/tfjs_binding.js'
import { leakySlope, type Activation } from './activation.ts'
import { convolutionAttributes, number, text, type Native } from './attributes.ts'
import { texts, types } from './listAttributes.ts'
import type { Padding } from './padding.ts'

const operation = '_MklNativeFusedConv2D'
const fusedNames = { none: [], relu: ['Relu'], relu6: ['Relu6'], 'leaky-relu': ['LeakyRelu'] } as const

interface FusedOptions {
  stride: number
  padding: Padding
  activation: Activation
}

/** activation(x * filter + bias) of a dense convolution without groups, in one call. Only where `fuses` says so. */
export function fusedConvolution(
  native: Native,
  inputs: { x: Tensor; filter: Tensor; bias: Tensor },
  { stride, padding, activation }: FusedOptions,
): Tensor {
  const attributes: TFEOpAttr[] = [
    ...convolutionAttributes(native, stride, padding),
    texts(native, 'fused_ops', ['BiasAdd', ...fusedNames[activation]]),
    types(native, 'TArgs', [native.binding.TF_FLOAT]),
    { name: 'num_args', type: native.binding.TF_ATTR_INT, value: 1 },
    number(native, 'leakyrelu_alpha', leakySlope),
    // Kernels of oneDNN that take maps as they lie are registered under this label.
    text(native, '_kernel', 'MklNameChangeOp'),
  ]
  return native.executeSingleOutput(operation, attributes, [inputs.x, inputs.filter, inputs.bias])
}

let works: boolean | null = null

/** Whether the library and the binding can: TensorFlow with oneDNN, on the processor, by a binding of set-up's. */
export function fuses(native: Native): boolean {
  if (native.isUsingGpuDevice) return false
  works ??= tf.tidy(() => {
    const inputs = { x: tf.ones([1, 2, 2, 2]), filter: tf.ones([1, 1, 2, 3]), bias: tf.tensor1d([-12, 0, 1]) }
    try {
      const output = fusedConvolution(native, inputs, { stride: 1, padding: 'valid', activation: 'leaky-relu' })
      return [-10 * leakySlope, 2, 3].every(
        (value, index) => Math.abs((output.dataSync()[index] ?? NaN) - value) < 1e-5,
      )
    } catch {
      // The library says that it cannot: three operations can.
      return false
    }
  })
  return works
}
