/**
 * Batch normalisation with the statistics of the batch (Ioffe and Szegedy 2015), as one native call each way; other
 * backends get its composition.
 */
import * as tf from '@tensorflow/tfjs'
import type { NamedAttrMap, Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs'
import { tensorflowBackendName } from '../tensorflow.ts'
import { flag, floatType, number, text, type Native } from './attributes.ts'
import { hasKernel } from './hasKernel.ts'

export interface NormalisedBatch {
  /** [N, H, W, C]. */
  output: Tensor4D
  /** Per channel over images and places, [C]. */
  mean: Tensor1D
  /** Unbiased (divided by N * H * W - 1), as moving averages keep it; [C]. */
  variance: Tensor1D
}

const kernelName = 'FocalStudioBatchNormalisation'

/**
 * (x - mean) / sqrt(variance + epsilon) * scale + shift with the batch's mean and biased variance.
 * x [N, H, W, C]; scale, shift [C]. The output is differentiable in all three; the statistics are not.
 */
export function normaliseBatch(x: Tensor4D, scale: Tensor1D, shift: Tensor1D, epsilon: number): NormalisedBatch {
  if (hasKernel(kernelName)) {
    const attributes = { epsilon } as NamedAttrMap
    const [output, mean, variance] = tf.engine().runKernel(kernelName, { x, scale, shift }, attributes) as Tensor[]
    return { output: output as Tensor4D, mean: mean as Tensor1D, variance: variance as Tensor1D }
  }
  const { mean, variance } = tf.moments(x, [0, 1, 2])
  const factor = tf.mul(scale, tf.rsqrt(tf.add(variance, epsilon)))
  const output = tf.add(tf.mul(tf.sub(x, mean), factor), shift) as Tensor4D
  const count = x.size / x.shape[3]
  return { output, mean: mean as Tensor1D, variance: tf.mul(variance, count / Math.max(count - 1, 1)) as Tensor1D }
}

function attributes(native: Native, epsilon: number) {
  return [
    floatType(native),
    { name: 'U', type: native.binding.TF_ATTR_TYPE, value: native.binding.TF_FLOAT },
    number(native, 'epsilon', epsilon),
    text(native, 'data_format', 'NHWC'),
    flag(native, 'is_training', true),
  ]
}

tf.registerKernel({
  kernelName,
  backendName: tensorflowBackendName,
  kernelFunc: ({ inputs, attrs, backend }) => {
    const native = backend as Native
    const { epsilon } = attrs as unknown as { epsilon: number }
    const { x, scale, shift } = inputs as Record<'x' | 'scale' | 'shift', Tensor>
    // No moving averages come in: with an exponential_avg_factor of 1 the operation gives the batch's own statistics.
    const none = tf.tensor1d([])
    const own = [...attributes(native, epsilon), number(native, 'exponential_avg_factor', 1)]
    // Output, mean, unbiased variance, and three tensors for the gradient.
    const outputs = native.executeMultipleOutputs('FusedBatchNormV3', own, [x, scale, shift, none, none], 6)
    none.dispose()
    return outputs
  },
})

tf.registerGradient({
  kernelName,
  inputsToSave: ['x', 'scale'],
  outputsToSave: [false, false, false, true, true, true],
  gradFunc: (gradients, saved, attrs) => {
    const native = tf.backend() as Native
    const { epsilon } = attrs as unknown as { epsilon: number }
    const [x, scale, ...reserved] = saved as [Tensor, Tensor, ...Tensor[]]
    const dy = (gradients as Tensor[])[0] as Tensor
    // One call gives all three gradients, so it is made here: TF.js disposes of what it makes for one of them between
    // them. The last two outputs are empty.
    const inputs = [dy, x, scale, ...reserved]
    const own = attributes(native, epsilon)
    const [dx, dScale, dShift] = native.executeMultipleOutputs('FusedBatchNormGradV3', own, inputs, 5)
    return { x: () => dx as Tensor, scale: () => dScale as Tensor, shift: () => dShift as Tensor }
  },
})
