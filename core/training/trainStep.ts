/** One update: forward, loss, backward, clipping, optimizer, moving average. */
import * as tf from '@tensorflow/tfjs'
import type { Scalar, Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs'
import type { Anchors } from '../model/anchors.ts'
import type { Weights } from '../model/parameters.ts'
import type { Predictions, RetinaNet } from '../model/retinanet.ts'
import type { Batch } from './batches.ts'
import type { TrainingConfig } from './config.ts'
import { lossOfBatch, lossOfEachAnchor } from './lossOfBatch.ts'
import { keepHardExamples, minesHardExamples } from './losses/hardExamples.ts'
import { normalisersFor, type Normalisers } from './losses/normaliser.ts'
import { towards, type Optimizer } from './optimizers.ts'
import { averageDecay } from './schedule.ts'
import type { Targets } from './targets.ts'
import { weightsFrom, type TrainingState } from './trainingState.ts'

export interface StepSettings {
  network: RetinaNet
  anchors: Anchors
  config: TrainingConfig
  optimizer: Optimizer
}

export interface StepResult {
  loss: number
  classLoss: number
  boxLoss: number
  /** Length of the whole gradient before clipping. */
  gradientNorm: number
  /** False when the loss or the gradient is not a number: then nothing was changed. */
  finite: boolean
}

/** Updates the state by one batch, which remains the caller's. Waits for the device once (with OHEM twice). */
export async function trainStep(
  settings: StepSettings,
  state: TrainingState,
  batch: Batch,
  learningRate: number,
): Promise<StepResult> {
  const { config, optimizer } = settings
  const { groups, progress } = state
  const normalisers = normalisersFor(batch.targets, config.loss.normaliser, progress)
  const flats = groups.map(({ weights }) => weights)
  const targets = await chooseExamples(settings, state, batch)
  const { gradients, numbers } = tf.tidy(() => {
    const { gradients, parts } = gradientsOf(settings, state, { x: batch.x, targets }, flats, normalisers)
    const square = gradients.map((gradient) => tf.sum(tf.square(gradient)))
    // One small tensor to read: each read waits for the device.
    const numbers = tf.stack([...parts, tf.addN(square)])
    return { gradients, numbers }
  })
  const [loss = NaN, classLoss = NaN, boxLoss = NaN, square = NaN] = await numbers.data()
  numbers.dispose()
  const gradientNorm = Math.sqrt(square)
  const finite = Number.isFinite(loss) && Number.isFinite(gradientNorm)
  if (finite) {
    progress.step += 1
    const { clipNorm } = config.optimizer
    const clip = clipNorm === null ? 1 : Math.min(1, clipNorm / (gradientNorm + 1e-6))
    for (const [index, group] of groups.entries()) {
      const gradient = gradients[index] as Tensor1D
      const updated = tf.tidy(() => {
        const { weights, slots } = optimizer.update({
          weights: group.weights,
          gradient: clip < 1 ? tf.mul(gradient, clip) : gradient,
          slots: group.slots,
          learningRate: learningRate * group.factor,
          step: progress.step,
        })
        const average = towards(group.average, weights, 1 - averageDecay(config.emaDecay, progress.step))
        return { weights, slots, average }
      })
      tf.dispose([group.weights, group.average, ...group.slots])
      Object.assign(group, updated)
    }
  }
  tf.dispose(gradients)
  return { loss, classLoss, boxLoss, gradientNorm, finite }
}

/** Gradients of the total loss, one flat vector per group, and the three losses. */
function gradientsOf(
  { network, anchors, config }: StepSettings,
  state: TrainingState,
  batch: Pick<Batch, 'x'> & { targets: readonly Targets[] },
  flats: Tensor1D[],
  normalisers: Normalisers,
): { gradients: Tensor1D[]; parts: Scalar[] } {
  let parts: Scalar[] = []
  const { grads } = tf.valueAndGrads((...given: Tensor[]) => {
    const weights = weightsFrom(state, given as Tensor1D[])
    const predictions = predict(network, config, weights, batch.x)
    const losses = lossOfBatch(predictions, batch.targets, normalisers, anchors, config.loss)
    parts = [losses.total, losses.classLoss, losses.boxLoss].map((part) => tf.keep(tf.clone(part)))
    return losses.total
  })(flats)
  const released = parts.map((part) => tf.clone(part))
  tf.dispose(parts)
  return { gradients: grads as Tensor1D[], parts: released }
}

/** The batch's targets; with OHEM, those of its hard examples, found by a forward pass of their own. */
async function chooseExamples(
  { network, anchors, config }: StepSettings,
  state: TrainingState,
  { x, targets }: Batch,
): Promise<readonly Targets[]> {
  if (!minesHardExamples(config.loss)) return targets
  const losses = tf.tidy(() => {
    const weights = weightsFrom(
      state,
      state.groups.map(({ weights }) => weights),
    )
    return lossOfEachAnchor(predict(network, config, weights, x), targets, anchors)
  })
  const values = (await losses.data()) as Float32Array
  losses.dispose()
  return keepHardExamples(targets, values, anchors, config.loss)
}

function predict(network: RetinaNet, config: TrainingConfig, weights: Weights, x: Tensor4D[]): Predictions {
  const boundary = config.network.freezeUpTo
  const maps = boundary === 'none' ? network.lower(weights, x[0] as Tensor4D, boundary) : x
  return network.upper(weights, maps, boundary)
}
