/**
 * Class losses of one logit, in forms that stay finite at any logit (PAPER: Losses).
 *
 * All are functions of z = -y * x = -x_t, the margin by which a logit x is on the wrong side of its label y in {+1, -1}:
 * softplus(z) = -log p_t and sigmoid(z) = 1 - p_t. `value` is the loss, `slope` its derivative in z, so that the
 * gradient at x is -y * slope. Written by hand because the naive pow(1 - p, gamma) * -log(p) has NaN gradients where
 * the sigmoid saturates. Alpha balancing is a weight, applied by the caller.
 */
import * as tf from '@tensorflow/tfjs'
import type { Tensor } from '@tensorflow/tfjs'
import type { TrainingConfig } from '../config.ts'

export type ElementwiseLoss = (z: Tensor) => { value: Tensor; slope: Tensor }

/** -log p_t; derivative 1 - p_t. */
export const crossEntropy: ElementwiseLoss = (z) => ({ value: tf.softplus(z), slope: tf.sigmoid(z) })

/**
 * (1 - p_t)^gamma * -log p_t (section 3.2). With q = 1 - p_t and c = -log p_t, the derivative in z is
 * q^gamma * (gamma * p_t * c + q) (appendix B).
 */
export function focal(gamma: number): ElementwiseLoss {
  return (z) => {
    const q = tf.sigmoid(z)
    const c = tf.softplus(z)
    const modulation = power(q, gamma)
    return {
      value: tf.mul(modulation, c),
      slope: tf.mul(modulation, tf.add(tf.mul(tf.mul(tf.sub(1, q), c), gamma), q)),
    }
  }
}

/** FL* (appendix A): -log(sigmoid(gamma * x_t + beta)) / gamma. */
export function focalStar(gamma: number, beta: number): ElementwiseLoss {
  return (z) => {
    const shifted = tf.sub(tf.mul(z, gamma), beta)
    return { value: tf.div(tf.softplus(shifted), gamma), slope: tf.sigmoid(shifted) }
  }
}

/** max(0, 1 - x_t). The paper gives no margin and found it unstable; 1 is the usual one. */
export const hinge: ElementwiseLoss = (z) => ({ value: tf.relu(tf.add(z, 1)), slope: tf.step(tf.add(z, 1)) })

/** The loss of the settings, and whether alpha weighs objects against background in it. */
export function elementwiseLoss(settings: TrainingConfig['loss']): { loss: ElementwiseLoss; alpha: number | null } {
  const { name, alpha, gamma, beta } = settings
  switch (name) {
    case 'focal':
      return { loss: focal(gamma), alpha: null }
    case 'balanced-focal':
      return { loss: focal(gamma), alpha }
    case 'balanced-ce':
      return { loss: crossEntropy, alpha }
    case 'focal-star':
      return { loss: focalStar(gamma > 0 ? gamma : 1, beta), alpha: null }
    case 'hinge':
      return { loss: hinge, alpha: null }
    case 'ce':
    case 'ohem':
    case 'ohem-1-3':
      return { loss: crossEntropy, alpha: null }
  }
}

/** Powers that occur often are products: several times faster than pow. */
function power(base: Tensor, exponent: number): Tensor {
  if (exponent === 0) return tf.onesLike(base)
  if (exponent === 1) return base
  if (exponent === 2) return tf.square(base)
  return tf.pow(base, exponent)
}
