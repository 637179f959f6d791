/** The trainable parameters of a part of the network, as one flat vector with its optimizer memory and its average. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor, Tensor1D } from '@tensorflow/tfjs'
import type { InPlaceVector } from '../compute/nativeOps/inPlaceVector.ts'
import { elementCount, type ParameterSpec, type ParameterValues } from '../model/parameters.ts'
import type { TrainingConfig } from './config.ts'

/** Parts of the network that can have learning rates of their own. */
export type NetworkPart = keyof TrainingConfig['optimizer']['partFactors']

/** All parts in the network's order. */
export const networkParts: readonly NetworkPart[] = ['stem', 'c2', 'c3', 'c4', 'c5', 'laterals', 'pyramid', 'heads']

/** The part that a parameter belongs to. */
export function partOf({ stage, name }: ParameterSpec): NetworkPart {
  if (stage !== 'new') return stage
  return name.startsWith('pyramid.') ? 'pyramid' : 'heads'
}

/** A group's vectors in TensorFlow's care, and the tensors through which the group shows them. */
export interface GroupVectors {
  weights: InPlaceVector
  average: InPlaceVector
  slots: InPlaceVector[]
  shown: readonly Tensor1D[]
}

export interface ParameterGroup {
  name: NetworkPart
  specs: ParameterSpec[]
  /** Factor on the learning rate. */
  factor: number
  weights: Tensor1D
  /** Moving average of the weights: what is evaluated and kept. */
  average: Tensor1D
  slots: Tensor1D[]
  /** Updates so far: fewer than the training's steps for a part that was frozen at first. */
  updates: number
  /** Where native TensorFlow changes them in place; null before the first update, and elsewhere. */
  vectors: GroupVectors | null
}

/** All values of the specs in one vector, in their order. */
function flatten(specs: readonly ParameterSpec[], values: ParameterValues): Float32Array {
  const flat = new Float32Array(specs.reduce((sum, { shape }) => sum + elementCount(shape), 0))
  let at = 0
  for (const { name, shape } of specs) {
    const own = values.get(name)
    if (own?.length !== elementCount(shape)) throw new Error(`Parameter "${name}" has no values of its shape.`)
    flat.set(own, at)
    at += own.length
  }
  return flat
}

/** The parts of a flat vector by name; copies nothing. */
export function unflatten(specs: readonly ParameterSpec[], flat: Float32Array): ParameterValues {
  let at = 0
  return new Map(
    specs.map(({ name, shape }) => {
      const start = at
      at += elementCount(shape)
      return [name, flat.subarray(start, at)]
    }),
  )
}

/** Named tensors cut out of a flat one; differentiable, so that gradients come out flat too. */
export function cut(specs: readonly ParameterSpec[], flat: Tensor1D): Array<[string, Tensor]> {
  if (specs.length === 0) return []
  const parts = tf.split(
    flat,
    specs.map(({ shape }) => elementCount(shape)),
  )
  return specs.map(({ name, shape }, index) => [name, tf.reshape(parts[index] as Tensor, shape)])
}

/** A group at the start of a training. */
export function makeGroup(
  name: NetworkPart,
  specs: ParameterSpec[],
  factor: number,
  values: ParameterValues,
  slots: number,
): ParameterGroup {
  const flat = flatten(specs, values)
  return {
    name,
    specs,
    factor,
    weights: tf.tensor1d(flat),
    average: tf.tensor1d(flat),
    slots: Array.from({ length: slots }, () => tf.zeros([flat.length])),
    updates: 0,
    vectors: null,
  }
}
