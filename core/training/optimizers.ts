/** Weight updates on flat vectors: every parameter of a group in one tensor, so that an update is a few operations. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor1D } from '@tensorflow/tfjs'
import type { Native } from '../compute/nativeOps/attributes.ts'
import { applyAdam, applyMomentum, subtract, type InPlaceVector } from '../compute/nativeOps/inPlaceVector.ts'
import type { TrainingConfig } from './config.ts'

export interface OptimizerStep {
  weights: Tensor1D
  gradient: Tensor1D
  /** The optimizer's memory, as many vectors as `slots` says, zero at the start. */
  slots: readonly Tensor1D[]
  learningRate: number
  /** Number of this update, from 1. */
  step: number
  /** Momentum, or Adam's first beta, at this step; the optimizer's own when it is null. */
  momentum?: number | null
}

export interface Optimizer {
  slots: number
  /** New weights and slots; to be called inside a tidy. */
  update(given: OptimizerStep): { weights: Tensor1D; slots: Tensor1D[] }
  /** The same on vectors that change in place. */
  updateInPlace(
    native: Native,
    weights: InPlaceVector,
    slots: readonly InPlaceVector[],
    given: Omit<OptimizerStep, 'weights' | 'slots'>,
  ): void
}

export function makeOptimizer(settings: TrainingConfig['optimizer']): Optimizer {
  return settings.name === 'adamw' ? adamW(settings.weightDecay) : momentum(settings.momentum, settings.weightDecay)
}

/** AdamW (Loshchilov and Hutter 2019): Adam with decay applied to the weights, not to the gradient. */
export function adamW(weightDecay: number, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8): Optimizer {
  return {
    slots: 2,
    update({ weights, gradient, slots, learningRate, step, momentum }) {
      const first = momentum ?? beta1
      const [mean, square] = slots as [Tensor1D, Tensor1D]
      const newMean = towards(mean, gradient, 1 - first)
      const newSquare = towards(square, tf.square(gradient), 1 - beta2)
      // mean / (1 - beta1^t) / (sqrt(square / (1 - beta2^t)) + epsilon), with the corrections taken out as numbers.
      const correction = Math.sqrt(1 - beta2 ** step)
      const size = (learningRate * correction) / (1 - first ** step)
      const change = tf.mul(tf.div(newMean, tf.add(tf.sqrt(newSquare), epsilon * correction)), size)
      const decayed = tf.mul(weights, 1 - learningRate * weightDecay)
      return { weights: tf.sub(decayed, change) as Tensor1D, slots: [newMean, newSquare] }
    },
    updateInPlace(native, weights, slots, { gradient, learningRate, step, momentum }) {
      const decay = learningRate * weightDecay
      if (decay > 0) tf.tidy(() => subtract(native, weights, decay, weights.read()))
      const settings = { learningRate, beta1: momentum ?? beta1, beta2, epsilon, step }
      applyAdam(native, weights, slots as [InPlaceVector, InPlaceVector], gradient, settings)
    },
  }
}

/** SGD with momentum as PyTorch has it: decay joins the gradient, velocity = momentum * velocity + gradient. */
export function momentum(factor: number, weightDecay: number): Optimizer {
  return {
    slots: 1,
    update({ weights, gradient, slots, learningRate, momentum }) {
      const [velocity] = slots as [Tensor1D]
      const full = tf.add(gradient, tf.mul(weights, weightDecay))
      const newVelocity = tf.add(tf.mul(velocity, momentum ?? factor), full) as Tensor1D
      return { weights: tf.sub(weights, tf.mul(newVelocity, learningRate)) as Tensor1D, slots: [newVelocity] }
    },
    updateInPlace(native, weights, slots, { gradient, learningRate, momentum }) {
      const full = tf.tidy(() =>
        weightDecay > 0 ? tf.add(gradient, tf.mul(weights.read(), weightDecay)) : gradient.clone(),
      ) as Tensor1D
      const settings = { learningRate, momentum: momentum ?? factor }
      applyMomentum(native, weights, slots[0] as InPlaceVector, full, settings)
      full.dispose()
    },
  }
}

/** from + share * (to - from): moving averages of moments and of weights. */
export function towards(from: Tensor1D, to: tf.Tensor, share: number): Tensor1D {
  return tf.add(from, tf.mul(tf.sub(to, from), share)) as Tensor1D
}
