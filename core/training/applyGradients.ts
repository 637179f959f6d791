/** From gradients to new weights: clipping, the optimizer, the moving average. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor1D } from '@tensorflow/tfjs'
import { inPlaceBackend } from '../compute/nativeOps/inPlaceVector.ts'
import type { TrainingConfig } from './config.ts'
import { updateInPlace } from './inPlaceUpdate.ts'
import { towards, type Optimizer, type OptimizerStep } from './optimizers.ts'
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
  const native = inPlaceBackend()
  for (const [index, group] of groups.entries()) {
    const gradient = clipped(gradients[index] as Tensor1D, clip)
    group.updates += 1
    const step = { gradient, learningRate: learningRate * group.factor, step: group.updates, momentum }
    const averageShare = 1 - averageDecay(emaDecay, group.updates)
    if (native) updateInPlace(native, optimizer, group, step, averageShare)
    else updateComposed(optimizer, group, step, averageShare)
    gradient.dispose()
  }
}

function clipped(gradient: Tensor1D, factor: number): Tensor1D {
  return factor < 1 ? tf.mul(gradient, factor) : tf.clone(gradient)
}

function updateComposed(
  optimizer: Optimizer,
  group: ParameterGroup,
  step: Omit<OptimizerStep, 'weights' | 'slots'>,
  averageShare: number,
): void {
  const updated = tf.tidy(() => {
    const { weights, slots } = optimizer.update({ ...step, weights: group.weights, slots: group.slots })
    return { weights, slots, average: towards(group.average, weights, averageShare) }
  })
  tf.dispose([group.weights, group.average, ...group.slots])
  Object.assign(group, updated)
}
