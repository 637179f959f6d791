/**
 * What a network computes, as a list of operations: what the tracing backend writes down and the exporters read.
 * Images are laid out N, height, width, channels, as everywhere in the studio.
 */
import type { Activation } from '../../compute/nativeOps/activation.ts'

/**
 * Stands for "any number of images" in traced shapes: a prime that no other dimension has, so that it can be told
 * apart from them after a reshape.
 */
export const anyBatch = 999_983

export type ValueType = 'float32' | 'int32' | 'bool'

/** A tensor of the traced computation: its shape is known, its numbers are not (unless it is a constant). */
export interface Value {
  id: number
  shape: readonly number[]
  type: ValueType
}

export type UnaryName =
  'Relu' | 'Relu6' | 'Sigmoid' | 'Tanh' | 'Exp' | 'Log' | 'Sqrt' | 'Rsqrt' | 'Square' | 'Neg' | 'Abs' | 'Softplus'

export type BinaryName = 'Add' | 'Sub' | 'Multiply' | 'RealDiv' | 'Maximum' | 'Minimum' | 'SquaredDifference'

export type Pads = readonly [top: number, bottom: number, left: number, right: number]

export type Operation =
  | { kind: 'unary'; name: UnaryName }
  | { kind: 'leaky-relu'; slope: number }
  | { kind: 'clip'; minimum: number; maximum: number }
  | { kind: 'binary'; name: BinaryName }
  /**
   * Inputs: x, filter [h, w, from, to] ([h, w, channels, multiplier] for depthwise; [h, w, from / G, to] in G groups),
   * and a bias [to] or none.
   */
  | {
      kind: 'convolution'
      depthwise: boolean
      strides: readonly [number, number]
      dilations: readonly [number, number]
      pads: Pads
      activation: Activation
    }
  /** Padding counts neither for the maximum nor for the mean. */
  | {
      kind: 'pool'
      how: 'maximum' | 'mean'
      size: readonly [number, number]
      strides: readonly [number, number]
      pads: Pads
    }
  | { kind: 'resize'; how: 'nearest' | 'bilinear'; alignCorners: boolean; halfPixelCentres: boolean }
  /** Inputs: x, mean, variance, and where they exist offset and scale; all per channel. */
  | { kind: 'batch-normalisation'; epsilon: number; offset: boolean; scale: boolean }
  /** Inputs: x, scale and shift, the last two per channel. */
  | { kind: 'group-normalisation'; groups: number; epsilon: number }
  | { kind: 'reshape' }
  | { kind: 'concatenate'; axis: number }
  | { kind: 'slice'; begin: readonly number[]; size: readonly number[] }
  | { kind: 'transpose'; permutation: readonly number[] }
  | { kind: 'reverse'; axes: readonly number[] }
  | { kind: 'pad'; paddings: ReadonlyArray<readonly [number, number]>; value: number }
  | { kind: 'reduce'; how: 'mean' | 'sum' | 'maximum'; axes: readonly number[]; keepDimensions: boolean }

export interface GraphNode {
  operation: Operation
  inputs: readonly Value[]
  output: Value
}

export interface Constant {
  value: Value
  name: string
  numbers: Float32Array | Int32Array
}

export interface Graph {
  /** In the order of the computation. */
  nodes: readonly GraphNode[]
  /** Parameters and other fixed tensors, by the id of their value. */
  constants: ReadonlyMap<number, Constant>
  inputs: ReadonlyArray<{ name: string; value: Value }>
  outputs: ReadonlyArray<{ name: string; value: Value }>
}

/** Only what the outputs need, in the same order. */
export function pruned(graph: Graph): Graph {
  const needed = new Set(graph.outputs.map(({ value }) => value.id))
  const nodes = graph.nodes.toReversed().filter(({ inputs, output }) => {
    if (!needed.has(output.id)) return false
    for (const { id } of inputs) needed.add(id)
    return true
  })
  const constants = new Map([...graph.constants].filter(([id]) => needed.has(id)))
  return { ...graph, nodes: nodes.toReversed(), constants }
}

/** The dimensions with `anyBatch`, and multiples of it, as -1: "whatever is left". */
export function openShape(shape: readonly number[]): number[] {
  return shape.map((side) => (side > 0 && side % anyBatch === 0 ? -1 : side))
}
