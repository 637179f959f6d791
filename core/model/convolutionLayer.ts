/** A convolution as a network's plan names it: its parameters and its application. */
import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs'
import { convolution } from '../compute/nativeOps/convolution.ts'
import type { Activation } from '../compute/nativeOps/activation.ts'
import { symmetric, type Padding } from '../compute/nativeOps/padding.ts'
import { weight, type Initial, type ParameterSpec, type Weights } from './parameters.ts'
import type { NetworkStage } from './stages.ts'

export interface ConvolutionLayer {
  /** Prefix of its parameters: NAME.filter, NAME.bias. */
  name: string
  kind: 'dense' | 'depthwise'
  /** Side of the filter. */
  size: number
  /** Input channels. */
  from: number
  /** Output channels; equal to `from` for depthwise. */
  to: number
  stride: number
  padding: Padding
  activation: Activation
  stage: NetworkStage
  initial: Initial
  initialBias: number
}

type Required = 'name' | 'size' | 'from' | 'to' | 'stage'

/** A dense layer with PyTorch's padding, stride 1, no activation and He initialisation, unless said otherwise. */
export function layer(
  given: Pick<ConvolutionLayer, Required> & Partial<Omit<ConvolutionLayer, Required>>,
): ConvolutionLayer {
  const kind = given.kind ?? 'dense'
  const fanIn = given.size * given.size * (kind === 'dense' ? given.from : 1)
  return {
    kind,
    stride: 1,
    padding: symmetric(given.size),
    activation: 'none',
    initial: { kind: 'he-normal', fanIn },
    initialBias: 0,
    ...given,
  }
}

/** Filter [size, size, from, to] ([size, size, from, 1] for depthwise) and bias [to]. */
export function layerParameters(plan: ConvolutionLayer): ParameterSpec[] {
  const { name, size, from, to, stage } = plan
  const shape = plan.kind === 'dense' ? [size, size, from, to] : [size, size, from, 1]
  return [
    { name: `${name}.filter`, shape, stage, initial: plan.initial },
    { name: `${name}.bias`, shape: [to], stage, initial: { kind: 'constant', value: plan.initialBias } },
  ]
}

/** Applies a layer: [N, H, W, from] -> [N, H / stride, W / stride, to]. */
export function applyLayer(weights: Weights, plan: ConvolutionLayer, x: Tensor4D): Tensor4D {
  const filter = weight(weights, `${plan.name}.filter`) as Tensor4D
  const bias = weight(weights, `${plan.name}.bias`) as Tensor1D
  return convolution(x, filter, bias, plan)
}
