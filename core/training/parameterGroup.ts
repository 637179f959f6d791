/** Trainable parameters that share a learning rate, as one flat vector with its optimizer memory and its average. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor, Tensor1D } from '@tensorflow/tfjs'
import { elementCount, type ParameterSpec, type ParameterValues } from '../model/parameters.ts'

export interface ParameterGroup {
  name: 'backbone' | 'new'
  specs: ParameterSpec[]
  /** Factor on the learning rate. */
  factor: number
  weights: Tensor1D
  /** Moving average of the weights: what is evaluated and kept. */
  average: Tensor1D
  slots: Tensor1D[]
}

/** All values of the specs in one vector, in their order. */
export function flatten(specs: readonly ParameterSpec[], values: ParameterValues): Float32Array {
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
  name: ParameterGroup['name'],
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
  }
}
