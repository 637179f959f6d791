/** Attributes and shapes that native TensorFlow operations take, in the form that the binding takes. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor, Tensor1D } from '@tensorflow/tfjs'
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js'
import type { TFEOpAttr } from '@tensorflow/tfjs-node-gpu/dist/tfjs_binding.js'
import { namedPadding, type Padding } from './padding.ts'

export type Native = NodeJSKernelBackend

export function floatType(native: Native): TFEOpAttr {
  return { name: 'T', type: native.binding.TF_ATTR_TYPE, value: native.binding.TF_FLOAT }
}

export function flag(native: Native, name: string, value: boolean): TFEOpAttr {
  return { name, type: native.binding.TF_ATTR_BOOL, value }
}

export function text(native: Native, name: string, value: string): TFEOpAttr {
  return { name, type: native.binding.TF_ATTR_STRING, value }
}

function integers(native: Native, name: string, value: number[]): TFEOpAttr {
  return { name, type: native.binding.TF_ATTR_INT, value }
}

export function number(native: Native, name: string, value: number): TFEOpAttr {
  return { name, type: native.binding.TF_ATTR_FLOAT, value }
}

/** Bias operations on NHWC tensors. */
export function biasAttributes(native: Native): TFEOpAttr[] {
  return [floatType(native), text(native, 'data_format', 'NHWC')]
}

/** Convolutions (dense or depthwise) on NHWC tensors. */
export function convolutionAttributes(native: Native, stride: number, padding: Padding): TFEOpAttr[] {
  const shared = [
    floatType(native),
    integers(native, 'strides', [1, stride, stride, 1]),
    integers(native, 'dilations', [1, 1, 1, 1]),
    text(native, 'data_format', 'NHWC'),
  ]
  const named = namedPadding(stride, padding)
  if (typeof named === 'string') return [...shared, text(native, 'padding', named.toUpperCase())]
  const { zeros } = named
  return [
    ...shared,
    text(native, 'padding', 'EXPLICIT'),
    integers(native, 'explicit_paddings', [0, 0, zeros, zeros, zeros, zeros, 0, 0]),
  ]
}

/** A shape as an operation's input. */
export function shapeOf({ shape }: Pick<Tensor, 'shape'>): Tensor1D {
  return tf.tensor1d(shape, 'int32')
}
