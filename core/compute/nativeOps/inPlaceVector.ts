/**
 * Vectors that native TensorFlow changes in place, and the optimizer updates that it has as one operation each: no
 * temporaries, one pass over memory where composed operations take a dozen.
 */
import * as tf from '@tensorflow/tfjs'
import type { Tensor, Tensor1D } from '@tensorflow/tfjs'
import { nativeBackend, usesCuda } from '../tensorflow.ts'
import { flag, floatType, text, type Native } from './attributes.ts'

let made = 0

/** A vector in TensorFlow's care. What `read` gives shares its memory until one of the two changes. */
export class InPlaceVector {
  readonly #native: Native
  readonly handle: Tensor

  /** Takes over a vector's values; the vector itself remains the caller's. */
  constructor(native: Native, values: Tensor1D) {
    this.#native = native
    made += 1
    const attributes = [
      dataType(native),
      { name: 'shape', type: native.binding.TF_ATTR_SHAPE, value: values.shape },
      text(native, 'shared_name', `vector ${made}`),
      text(native, 'container', ''),
    ]
    this.handle = native.executeSingleOutput('VarHandleOp', attributes, [])
    native.executeMultipleOutputs('AssignVariableOp', [dataType(native)], [this.handle, values], 0)
  }

  read(): Tensor1D {
    return this.#native.executeSingleOutput('ReadVariableOp', [dataType(this.#native)], [this.handle]) as Tensor1D
  }

  release(): void {
    const attributes = [flag(this.#native, 'ignore_lookup_error', true)]
    this.#native.executeMultipleOutputs('DestroyResourceOp', attributes, [this.handle], 0)
    this.handle.dispose()
  }
}

/** The backend, where it has vectors that change in place; null elsewhere: there updates are composed. */
export function inPlaceBackend(): Native | null {
  const native = nativeBackend()
  // On a graphics card the composed updates are no bottleneck.
  return native && !usesCuda() ? native : null
}

export interface AdamStep {
  learningRate: number
  beta1: number
  beta2: number
  epsilon: number
  /** Number of this update, from 1. */
  step: number
}

/** weights -= learningRate * corrected mean / (sqrt(corrected square) + epsilon), after both moments moved. */
export function applyAdam(
  native: Native,
  weights: InPlaceVector,
  [mean, square]: readonly [InPlaceVector, InPlaceVector],
  gradient: Tensor1D,
  { learningRate, beta1, beta2, epsilon, step }: AdamStep,
): void {
  // Both corrections go into the rate and the epsilon as doubles; TensorFlow would take them from float32 powers.
  const correction = Math.sqrt(1 - beta2 ** step)
  const rate = (learningRate * correction) / (1 - beta1 ** step)
  const numbers = [0, 0, rate, beta1, beta2, epsilon * correction]
  run(native, 'ResourceApplyAdam', [weights, mean, square], numbers, gradient, [flag(native, 'use_nesterov', false)])
}

/** velocity = momentum * velocity + gradient; weights -= learningRate * velocity. */
export function applyMomentum(
  native: Native,
  weights: InPlaceVector,
  velocity: InPlaceVector,
  gradient: Tensor1D,
  { learningRate, momentum }: { learningRate: number; momentum: number },
): void {
  tf.tidy(() => {
    const attributes = [floatType(native), flag(native, 'use_locking', false), flag(native, 'use_nesterov', false)]
    const inputs = [weights.handle, velocity.handle, tf.scalar(learningRate), gradient, tf.scalar(momentum)]
    native.executeMultipleOutputs('ResourceApplyMomentum', attributes, inputs, 0)
  })
}

/** vector -= factor * change. */
export function subtract(native: Native, vector: InPlaceVector, factor: number, change: Tensor1D): void {
  run(native, 'ResourceApplyGradientDescent', [vector], [factor], change, [])
}

function run(
  native: Native,
  operation: string,
  vectors: readonly InPlaceVector[],
  numbers: readonly number[],
  gradient: Tensor1D,
  attributes: ReturnType<typeof flag>[],
): void {
  tf.tidy(() => {
    const all = [floatType(native), flag(native, 'use_locking', false), ...attributes]
    const inputs = [...vectors.map(({ handle }) => handle), ...numbers.map((value) => tf.scalar(value)), gradient]
    native.executeMultipleOutputs(operation, all, inputs, 0)
  })
}

function dataType(native: Native) {
  return { name: 'dtype', type: native.binding.TF_ATTR_TYPE, value: native.binding.TF_FLOAT }
}
