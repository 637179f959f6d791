/** Normalisation as part of a layer's plan: its parameters, and what it does to the layer's convolution. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs'
import { normaliseBatch } from '../compute/nativeOps/batchNormalisation.ts'
import { normaliseGroups } from '../compute/nativeOps/groupNormalisation.ts'
import { weight, type ParameterSpec, type Weights } from './parameters.ts'
import type { NetworkStage } from './stages.ts'

/**
 * `none`: the convolution has a bias; also batch normalisation that was folded into it when the weights were read.
 * `frozen-batch`: an affine map by moving statistics, none of whose four parameters ever change.
 * `batch`: by the batch's statistics while its stage trains, by the moving ones otherwise.
 * `group`: groups of channels of each image for themselves.
 */
export type Normalisation =
  | { kind: 'none' }
  | { kind: 'frozen-batch' | 'batch'; epsilon: number; momentum: number }
  | { kind: 'group'; groups: number; epsilon: number }

/** What a batch showed to a `batch` normalisation, by the name of the parameter that keeps its moving average. */
export type BatchStatistic = {
  parameter: string
  /** Mean, or unbiased variance, per channel: [C]. */
  value: Tensor1D
  /** Share of the batch in the moving average. */
  momentum: number
}

export type StatisticsRecorder = (statistic: BatchStatistic) => void

/** Scale and shift [channels], and moving mean and variance for batch normalisation. */
export function normalisationParameters(
  name: string,
  normalisation: Exclude<Normalisation, { kind: 'none' }>,
  channels: number,
  stage: NetworkStage,
): ParameterSpec[] {
  const spec = (part: string, kind: ParameterSpec['kind'], value: number): ParameterSpec => ({
    name: `${name}.${part}`,
    shape: [channels],
    kind,
    stage,
    initial: { kind: 'constant', value },
  })
  const frozen = normalisation.kind === 'frozen-batch'
  const affine = [spec('scale', frozen ? 'constant' : 'weight', 1), spec('shift', frozen ? 'constant' : 'weight', 0)]
  if (normalisation.kind === 'group') return affine
  const moving = frozen ? 'constant' : 'statistic'
  return [...affine, spec('mean', moving, 0), spec('variance', moving, 1)]
}

/** A layer's batch normalisation by its moving statistics as factors and offsets per channel, [C]. */
export function movingAffine(weights: Weights, name: string, epsilon: number): { factor: Tensor1D; offset: Tensor1D } {
  const [scale, shift, mean, variance] = ['scale', 'shift', 'mean', 'variance'].map((part) =>
    weight(weights, `${name}.${part}`),
  ) as [Tensor, Tensor, Tensor, Tensor]
  const factor = tf.mul(scale, tf.rsqrt(tf.add(variance, epsilon))) as Tensor1D
  return { factor, offset: tf.sub(shift, tf.mul(mean, factor)) as Tensor1D }
}

/** A layer's `group` or training `batch` normalisation of a map [N, H, W, C]. */
export function normalise(
  weights: Weights,
  name: string,
  normalisation: Exclude<Normalisation, { kind: 'none' }>,
  x: Tensor4D,
  record?: StatisticsRecorder,
): Tensor4D {
  const scale = weight(weights, `${name}.scale`) as Tensor1D
  const shift = weight(weights, `${name}.shift`) as Tensor1D
  if (normalisation.kind === 'group') {
    return normaliseGroups(x, scale, shift, normalisation.groups, normalisation.epsilon)
  }
  const { output, mean, variance } = normaliseBatch(x, scale, shift, normalisation.epsilon)
  record?.({ parameter: `${name}.mean`, value: mean, momentum: normalisation.momentum })
  record?.({ parameter: `${name}.variance`, value: variance, momentum: normalisation.momentum })
  return output
}
