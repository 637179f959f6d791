/** A convolution as a network's plan names it, with its normalisation and activation: parameters and application. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs'
import {
  activate,
  hardSigmoid,
  hardSwish,
  type Activation as NativeActivation,
} from '../compute/nativeOps/activation.ts'
import { convolution, type ConvolutionOptions } from '../compute/nativeOps/convolution.ts'
import { symmetric, type Padding } from '../compute/nativeOps/padding.ts'
import {
  movingAffine,
  normalisationParameters,
  normalise,
  type Normalisation,
  type StatisticsRecorder,
} from './normalisation.ts'
import { weight, type Initial, type ParameterSpec, type Weights } from './parameters.ts'
import type { NetworkStage } from './stages.ts'

export type Activation = NativeActivation | 'hard-swish' | 'hard-sigmoid'

export interface ConvolutionLayer {
  /** Prefix of its parameters: NAME.filter, NAME.bias, and those of the normalisation. */
  name: string
  kind: 'dense' | 'depthwise'
  /** Side of the filter. */
  size: number
  /** Input channels. */
  from: number
  /** Output channels; equal to `from` for depthwise. */
  to: number
  stride: number
  /** Groups of channels that see only each other (ResNeXt); 1 for depthwise. */
  groups: number
  padding: Padding
  normalisation: Normalisation
  activation: Activation
  stage: NetworkStage
  initial: Initial
  initialBias: number
}

type Required = 'name' | 'size' | 'from' | 'to' | 'stage'

/** A dense layer with PyTorch's padding, stride 1, a bias, no activation and He initialisation, unless said otherwise. */
export function layer(
  given: Pick<ConvolutionLayer, Required> & Partial<Omit<ConvolutionLayer, Required>>,
): ConvolutionLayer {
  const kind = given.kind ?? 'dense'
  const groups = given.groups ?? 1
  const fanIn = given.size * given.size * (kind === 'dense' ? given.from / groups : 1)
  return {
    kind,
    stride: 1,
    groups,
    padding: symmetric(given.size),
    normalisation: { kind: 'none' },
    activation: 'none',
    initial: { kind: 'he-normal', fan: fanIn },
    initialBias: 0,
    ...given,
  }
}

/**
 * Filter [size, size, from / groups, to] ([size, size, from, 1] for depthwise); then a bias [to], or with a
 * normalisation its scale and shift and, for batch normalisation, moving mean and variance, each [to].
 */
export function layerParameters(plan: ConvolutionLayer): ParameterSpec[] {
  const { name, size, from, to, groups, stage, normalisation } = plan
  const shape = plan.kind === 'dense' ? [size, size, from / groups, to] : [size, size, from, 1]
  const filter: ParameterSpec = { name: `${name}.filter`, shape, kind: 'weight', stage, initial: plan.initial }
  if (normalisation.kind !== 'none') return [filter, ...normalisationParameters(name, normalisation, to, stage)]
  const initial = { kind: 'constant', value: plan.initialBias } as const
  return [filter, { name: `${name}.bias`, shape: [to], kind: 'weight', stage, initial }]
}

/**
 * Applies a layer: [N, H, W, from] -> [N, H / stride, W / stride, to]. With a recorder, batch normalisation goes by
 * the batch's statistics and reports them; without, by the moving ones.
 */
export function applyLayer(
  weights: Weights,
  plan: ConvolutionLayer,
  x: Tensor4D,
  record?: StatisticsRecorder,
): Tensor4D {
  const { name, normalisation, activation } = plan
  const fused = isNative(activation) ? activation : 'none'
  const filter = weight(weights, `${name}.filter`) as Tensor4D
  const options = (activation: NativeActivation): ConvolutionOptions => ({
    kind: plan.kind,
    stride: plan.stride,
    padding: plan.padding,
    activation,
  })
  if (normalisation.kind === 'none') {
    return finish(convolution(x, filter, weight(weights, `${name}.bias`) as Tensor1D, options(fused)), activation)
  }
  if (normalisation.kind === 'group' || (normalisation.kind === 'batch' && record)) {
    const sum = convolution(x, filter, null, options('none'))
    return finish(activate(normalise(weights, name, normalisation, sum, record), fused), activation)
  }
  // By moving statistics the normalisation is a factor per channel: on the filter it costs next to nothing.
  const { factor, offset } = movingAffine(weights, name, normalisation.epsilon)
  const perOutput = plan.kind === 'depthwise' ? tf.reshape(factor, [plan.to, 1]) : factor
  return finish(convolution(x, tf.mul(filter, perOutput), offset, options(fused)), activation)
}

function isNative(activation: Activation): activation is NativeActivation {
  return activation !== 'hard-swish' && activation !== 'hard-sigmoid'
}

/** The activations that no convolution ends with by itself. */
function finish(x: Tensor4D, activation: Activation): Tensor4D {
  if (activation === 'hard-swish') return hardSwish(x)
  return activation === 'hard-sigmoid' ? hardSigmoid(x) : x
}
