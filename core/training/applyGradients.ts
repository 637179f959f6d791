/** From gradients to new weights: clipping, the optimizer, the moving average. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor1D } from '@tensorflow/tfjs'
import type { TrainingConfig } from './config.ts'
import { towards, type Optimizer } from './optimizers.ts'
import type { ParameterGroup } from './parameterGroup.ts'
import { averageDecay } from './schedule.ts'

/** The learning rate, and the momentum (null: the optimizer's own), of one update. */
export interface Rate {
  learningRate: number
  momentum?: number | null
}

/** PyTorch's clip_grad_norm_ adds this to the length before it divides. */
const clipEpsilon = 1e-6

/**
 * Updates every group. `norm` is the length of all gradients together; when it is above `clipNorm`, all are shortened
 * by the same factor (Pascanu et al. 2013).
 */
export function applyGradients(
  { optimizer: { clipNorm }, emaDecay }: Pick<TrainingConfig, 'optimizer' | 'emaDecay'>,
  optimizer: Optimizer,
  groups: readonly ParameterGroup[],
  gradients: readonly Tensor1D[],
  norm: number,
  { learningRate, momentum = null }: Rate,
): void {
  const clip = clipNorm === null ? 1 : Math.min(1, clipNorm / (norm + clipEpsilon))
  for (const [index, group] of groups.entries()) {
    const gradient = gradients[index] as Tensor1D
    group.updates += 1
    const updated = tf.tidy(() => {
      const { weights, slots } = optimizer.update({
        weights: group.weights,
        gradient: clip < 1 ? tf.mul(gradient, clip) : gradient,
        slots: group.slots,
        learningRate: learningRate * group.factor,
        step: group.updates,
        momentum,
      })
      const average = towards(group.average, weights, 1 - averageDecay(emaDecay, group.updates))
      return { weights, slots, average }
    })
    tf.dispose([group.weights, group.average, ...group.slots])
    Object.assign(group, updated)
  }
}
