/**
 * Class losses of one logit, in forms that stay finite at any logit (Lin et al. 2017; PAPER: Losses).
 *
 * All are functions of z = -y * x = -x_t, the margin by which a logit x is on the wrong side of its label y in {+1, -1}:
 * softplus(z) = -log p_t and sigmoid(z) = 1 - p_t. `value` is the loss, `slope` its derivative in z, so that the
 * gradient at x is -y * slope. Written by hand because the naive pow(1 - p, gamma) * -log(p) has NaN gradients where
 * the sigmoid saturates. Alpha balancing is a weight, applied by the caller.
 */
import * as tf from '@tensorflow/tfjs'
import type { Tensor } from '@tensorflow/tfjs'
import { StudioError } from '../../api/errors.ts'
import type { TrainingConfig } from '../config.ts'

export type ElementwiseLoss = (z: Tensor) => { value: Tensor; slope: Tensor }

/** -log p_t; derivative 1 - p_t. */
export const crossEntropy: ElementwiseLoss = (z) => ({ value: tf.softplus(z), slope: tf.sigmoid(z) })

/**
 * (1 - p_t)^gamma * -log p_t (section 3.2). With q = 1 - p_t and c = -log p_t, the derivative in z is
 * q^gamma * (gamma * p_t * c + q) (appendix B).
 */
function focal(gamma: number): ElementwiseLoss {
  if (gamma === 0) return crossEntropy
  return (z) => {
    const q = tf.sigmoid(z)
    const c = tf.softplus(z)
    const modulation = modulationOf(z, q, gamma)
    // p_t is a sigmoid of its own: 1 - q loses it where it is small.
    const p = tf.sigmoid(tf.neg(z))
    return {
      value: tf.mul(modulation, c),
      slope: tf.mul(modulation, tf.add(tf.mul(tf.mul(p, c), gamma), q)),
    }
  }
}

/** FL* (appendix A): -log(sigmoid(gamma * x_t + beta)) / gamma. Throws BAD_INPUT for gamma 0, where it has no value. */
export function focalStar(gamma: number, beta: number): ElementwiseLoss {
  if (gamma <= 0) {
    throw new StudioError(
      'BAD_INPUT',
      `The loss FL* is not defined for gamma ${gamma}.`,
      'Set gamma above 0; the paper uses 2 (beta 1) and 4 (beta 0).',
      { field: 'loss.gamma' },
    )
  }
  return (z) => {
    const shifted = tf.sub(tf.mul(z, gamma), beta)
    return { value: tf.div(tf.softplus(shifted), gamma), slope: tf.sigmoid(shifted) }
  }
}

/** max(0, margin - x_t). The paper gives no margin and found it unstable; 1 is the usual one. */
function hinge(margin: number): ElementwiseLoss {
  return (z) => {
    const short = tf.relu(tf.add(z, margin))
    return { value: short, slope: tf.sign(short) }
  }
}

/** The loss of the settings, and whether alpha weighs objects against background in it. */
export function elementwiseLoss(settings: TrainingConfig['loss']): { loss: ElementwiseLoss; alpha: number | null } {
  const { name, alpha, gamma, beta, margin } = settings
  switch (name) {
    case 'focal':
      return { loss: focal(gamma), alpha: null }
    case 'balanced-focal':
      return { loss: focal(gamma), alpha }
    case 'balanced-ce':
      return { loss: crossEntropy, alpha }
    case 'focal-star':
      return { loss: focalStar(gamma, beta), alpha: null }
    case 'hinge':
      return { loss: hinge(margin), alpha: null }
    case 'ce':
    case 'ohem':
    case 'ohem-1-3':
      return { loss: crossEntropy, alpha: null }
  }
}

/**
 * q^gamma. Whole powers are products, several times faster than pow; the fraction is exp(-fraction * softplus(-z)),
 * since -log q = softplus(-z), which stays right where q is no longer a float32 number.
 */
function modulationOf(z: Tensor, q: Tensor, gamma: number): Tensor {
  const whole = Math.floor(gamma)
  const fraction = gamma - whole
  const factors = whole > 0 ? [wholePower(q, whole)] : []
  if (fraction > 0) factors.push(tf.exp(tf.mul(tf.softplus(tf.neg(z)), -fraction)))
  return factors.reduce((product, factor) => tf.mul(product, factor))
}

/** By squaring: x^5 = (x^2)^2 * x. */
function wholePower(x: Tensor, exponent: number): Tensor {
  if (exponent === 1) return x
  const half = tf.square(wholePower(x, Math.floor(exponent / 2)))
  return exponent % 2 === 0 ? half : tf.mul(half, x)
}
