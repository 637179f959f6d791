/** One update: forward, loss, backward, clipping, optimizer, moving average. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs'
import type { Graphs } from '../compute/nativeOps/graph/graphs.ts'
import { tensorsOf } from '../compute/nativeOps/graph/structure.ts'
import { squareSum } from '../compute/nativeOps/squareSum.ts'
import type { Anchors } from '../model/anchors.ts'
import type { BatchStatistic, StatisticsRecorder } from '../model/normalisation.ts'
import type { Weights } from '../model/parameters.ts'
import type { Predictions, RetinaNet } from '../model/retinanet.ts'
import { gradientsIn } from './backward.ts'
import { applyGradients, type Rate } from './applyGradients.ts'
import type { TrainingConfig } from './config.ts'
import { lossOfBatch, lossOfEachAnchor } from './lossOfBatch.ts'
import { keepHardExamples, minesHardExamples } from './losses/hardExamples.ts'
import { normalisersFor, type Normalisers } from './losses/normaliser.ts'
import type { Optimizer } from './optimizers.ts'
import type { Targets } from './targets.ts'
import { targetTensors, type TargetTensors } from './targetTensors.ts'
import { moveStatistics, weightsFrom, type TrainingState } from './trainingState.ts'

export interface StepSettings {
  network: RetinaNet
  anchors: Anchors
  config: TrainingConfig
  optimizer: Optimizer
  /** What computes the gradients; without them they are computed call by call. */
  graphs?: Graphs | null
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

/** Images that are computed together. */
export interface Batch {
  targets: readonly Targets[]
  /**
   * Makes what the trained part takes: the frozen part's maps, each [N, H, W, C], or the pixels [N, H, W, 3] when
   * nothing is frozen. Called inside a tidy, which releases them.
   */
  tensors(): Tensor4D[]
}

/**
 * Updates the state by some batches, whose gradients are added up as if they were one large batch. Waits for the device
 * once (with OHEM once more for each batch). When it throws, nothing was changed.
 */
export async function trainStep(
  settings: StepSettings,
  state: TrainingState,
  batches: readonly Batch[],
  rate: Rate,
): Promise<StepResult> {
  const { config } = settings
  const targets = batches.flatMap((batch) => batch.targets)
  const memory = { positives: state.progress.positives }
  const normalisers = normalisersFor(targets, config.loss.normaliser, memory)
  const { gradients, parts, shown } = await sumOfGradients(settings, state, batches, normalisers)
  try {
    const [loss = NaN, classLoss = NaN, boxLoss = NaN, square = NaN] = await readNumbers(parts, gradients)
    const gradientNorm = Math.sqrt(square)
    const finite = Number.isFinite(loss) && Number.isFinite(gradientNorm)
    if (finite) {
      state.progress.step += 1
      Object.assign(state.progress, memory)
      applyGradients(config, settings.optimizer, state.groups, gradients, gradientNorm, rate)
      moveStatistics(state, shown)
    }
    return { loss, classLoss, boxLoss, gradientNorm, finite }
  } finally {
    tf.dispose([...gradients, ...valuesOf(shown), parts])
  }
}

/** The three losses and the sum of the squares of all gradients, [4]. One small tensor: each read waits for the device. */
async function readNumbers(parts: Tensor1D, gradients: readonly Tensor1D[]): Promise<Float32Array> {
  const numbers = tf.tidy(() => {
    const squares = gradients.map(squareSum)
    // (Not addN: WebGPU binds eight buffers at most, and says so on the side while its numbers go wrong.)
    return tf.concat([parts, tf.reshape(tf.sum(tf.stack(squares)), [1])])
  })
  try {
    return (await numbers.data()) as Float32Array
  } finally {
    numbers.dispose()
  }
}

type Gradients = {
  /** One flat vector per group. */
  gradients: Tensor1D[]
  /** Total, class and box loss, [3]. */
  parts: Tensor1D
  /** What the batches showed to batch normalisations, in their order. */
  shown: BatchStatistic[]
}

function valuesOf(shown: readonly BatchStatistic[]): Tensor1D[] {
  return shown.map(({ value }) => value)
}

/** Gradients and losses of all batches together; `normalisers` are those of all their images. */
async function sumOfGradients(
  settings: StepSettings,
  state: TrainingState,
  batches: readonly Batch[],
  normalisers: Normalisers,
): Promise<Gradients> {
  let sum: Gradients | null = null
  let start = 0
  try {
    for (const batch of batches) {
      const targets = await chooseExamples(settings, state, batch)
      const own = normalisers.slice(start, start + targets.length)
      start += targets.length
      const before: Gradients | null = sum
      sum = tf.tidy(() => {
        const next = gradientsOf(settings, state, batch.tensors(), targetTensors(targets, own, settings.anchors))
        return before === null ? next : addUp(before, next)
      })
      if (before) tf.dispose([...before.gradients, before.parts, ...valuesOf(before.shown)])
    }
  } catch (error) {
    if (sum) tf.dispose([...sum.gradients, sum.parts, ...valuesOf(sum.shown)])
    throw error
  }
  if (sum === null) throw new Error('A step needs at least one batch.')
  return sum
}

function addUp(one: Gradients, other: Gradients): Gradients {
  return {
    gradients: one.gradients.map((gradient, index) => tf.add(gradient, other.gradients[index] as Tensor1D)),
    parts: tf.add(one.parts, other.parts),
    shown: [...one.shown.map(cloned), ...other.shown],
  }
}

function cloned(statistic: BatchStatistic): BatchStatistic {
  return { ...statistic, value: tf.clone(statistic.value) }
}

/** Gradients of the total loss, one flat vector per group, and the three losses. */
function gradientsOf(
  { network, config, graphs }: StepSettings,
  state: TrainingState,
  x: Tensor4D[],
  targets: TargetTensors,
): Gradients {
  const flats = state.groups.map(({ weights }) => weights)
  const work = () => computeGradients(network, config, state, flats, x, targets)
  if (!graphs) return work()
  const inputs = [...flats, ...x, ...tensorsOf(targets), ...state.frozen.values()]
  return graphs.run(`step from ${state.boundary}`, inputs, work)
}

function computeGradients(
  network: RetinaNet,
  config: TrainingConfig,
  state: TrainingState,
  flats: Tensor1D[],
  x: Tensor4D[],
  targets: TargetTensors,
): Gradients {
  let parts: Tensor1D | null = null
  const shown: BatchStatistic[] = []
  const record = (statistic: BatchStatistic) => {
    shown.push({ ...statistic, value: tf.keep(tf.clone(statistic.value)) })
  }
  const gradients = gradientsIn(flats, () => {
    const predictions = predict(network, state, weightsFrom(state, flats), x, record)
    const losses = lossOfBatch(predictions, targets, config.loss)
    parts = tf.keep(tf.stack([losses.total, losses.classLoss, losses.boxLoss])) as Tensor1D
    return losses.total
  })
  // What was kept out of the tape's scope is released into the caller's.
  const release = (kept: Tensor1D): Tensor1D => {
    const released = tf.clone(kept)
    kept.dispose()
    return released
  }
  return {
    gradients: gradients as Tensor1D[],
    parts: release(parts as unknown as Tensor1D),
    shown: shown.map((statistic) => ({ ...statistic, value: release(statistic.value) })),
  }
}

/** The batch's targets; with OHEM, those of its hard examples, found by a forward pass of their own. */
async function chooseExamples(
  { network, anchors, config }: StepSettings,
  state: TrainingState,
  batch: Batch,
): Promise<readonly Targets[]> {
  if (!minesHardExamples(config.loss)) return batch.targets
  const losses = tf.tidy(() => {
    const flats = state.groups.map(({ weights }) => weights)
    // With the batch's statistics, as in training; these are not kept.
    const predictions = predict(network, state, weightsFrom(state, flats), batch.tensors(), () => undefined)
    const unweighted = batch.targets.map(() => 1)
    return lossOfEachAnchor(predictions, targetTensors(batch.targets, unweighted, anchors))
  })
  const values = (await losses.data()) as Float32Array
  losses.dispose()
  return keepHardExamples(batch.targets, values, anchors, config.loss)
}

function predict(
  network: RetinaNet,
  { boundary }: TrainingState,
  weights: Weights,
  x: Tensor4D[],
  record: StatisticsRecorder,
): Predictions {
  const maps = boundary === 'none' ? network.lower(weights, x[0] as Tensor4D, boundary) : x
  return network.upper(weights, maps, boundary, record)
}
