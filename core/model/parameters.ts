/** Parameters of a network by name: what they look like, and the tensors that a forward pass reads. */
import type { Tensor } from '@tensorflow/tfjs'
import type { NetworkStage } from './stages.ts'

/** How a parameter starts when no trained values exist. */
export type Initial =
  | { kind: 'normal'; deviation: number }
  /** Uniform in ±sqrt(3 / fan-in), as detectron2 does for pyramids. */
  | { kind: 'fan-in-uniform'; fanIn: number }
  /** Normal with deviation sqrt(2 / fan), the fan in or out, for layers followed by ReLU. */
  | { kind: 'he-normal'; fan: number }
  | { kind: 'constant'; value: number }

/**
 * How a parameter changes where its stage trains: a `weight` by its gradient, a `statistic` as moving average of what
 * the batches show, a `constant` not at all.
 */
export type ParameterKind = 'weight' | 'statistic' | 'constant'

export interface ParameterSpec {
  name: string
  shape: number[]
  kind: ParameterKind
  stage: NetworkStage
  initial: Initial
}

/** Values of parameters outside the graph. */
export type ParameterValues = Map<string, Float32Array>

/** Tensors by parameter name, as one forward pass reads them. */
export type Weights = ReadonlyMap<string, Tensor>

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1)
}

/** The tensor of a parameter; a missing one is a mistake in the program. */
export function weight(weights: Weights, name: string): Tensor {
  const tensor = weights.get(name)
  if (!tensor) throw new Error(`The network has no parameter "${name}".`)
  return tensor
}
