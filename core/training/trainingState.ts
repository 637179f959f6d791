/** Everything that changes while a network trains, and how it is saved and brought back. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor, Tensor1D } from '@tensorflow/tfjs'
import { StudioError } from '../api/errors.ts'
import type { BatchStatistic } from '../model/normalisation.ts'
import { elementCount, type ParameterSpec, type ParameterValues, type Weights } from '../model/parameters.ts'
import { isFrozen, type Boundary } from '../model/stages.ts'
import type { TensorData, TensorFile } from '../model/weights/safetensors.ts'
import type { TrainingConfig } from './config.ts'
import type { Scores } from './events.ts'
import { releaseVectors } from './inPlaceUpdate.ts'
import { makeOptimizer, towards } from './optimizers.ts'
import { cut, makeGroup, networkParts, partOf, unflatten, type ParameterGroup } from './parameterGroup.ts'
import type { SamplerState } from './sampler.ts'

/** The part of the state that is numbers: saved as JSON in a checkpoint. */
export interface Progress {
  step: number
  /** Seconds of training, without validation and pauses. */
  seconds: number
  /** Halved at each return to an earlier checkpoint. */
  learningRateFactor: number
  /** Moving average of a batch's positives, for the normaliser 'ema'. */
  positives: number | null
  evaluations: number
  /** Evaluations since the best one. */
  withoutImprovement: number
  best: { step: number; scores: Scores } | null
}

export interface TrainingState {
  progress: Progress
  /** One for each part of the network that trains, in the network's order. */
  groups: ParameterGroup[]
  /** Last frozen stage of the backbone at present. */
  boundary: Boundary
  /** Parameters that no gradient changes at present. */
  frozenSpecs: ParameterSpec[]
  frozen: Map<string, Tensor>
  /** Their first values; moving statistics have changed since. */
  frozenValues: ParameterValues
}

/** State at the first step, from first values of every parameter. */
export function makeState(config: TrainingConfig, specs: ParameterSpec[], values: ParameterValues): TrainingState {
  const state: TrainingState = {
    progress: {
      step: 0,
      seconds: 0,
      learningRateFactor: 1,
      positives: null,
      evaluations: 0,
      withoutImprovement: 0,
      best: null,
    },
    groups: [],
    boundary: 'all',
    frozenSpecs: specs,
    frozen: new Map(specs.map(({ name, shape }) => [name, tf.tensor(values.get(name) ?? [], shape)])),
    frozenValues: new Map(specs.map(({ name }) => [name, values.get(name) ?? new Float32Array()])),
  }
  unfreeze(state, config, config.network.freezeUpTo)
  return state
}

/** Lets everything train that lies behind a boundary. Nothing that trains already is frozen again. */
export function unfreeze(state: TrainingState, config: TrainingConfig, boundary: Boundary): void {
  const { slots } = makeOptimizer(config.optimizer)
  const thawed = state.frozenSpecs.filter(({ stage, kind }) => kind === 'weight' && !isFrozen(stage, boundary))
  state.boundary = boundary
  state.frozenSpecs = state.frozenSpecs.filter((spec) => !thawed.includes(spec))
  for (const [part, specs] of Map.groupBy(thawed, partOf)) {
    const isNew = part === 'pyramid' || part === 'heads'
    const factor = config.optimizer.partFactors[part] * (isNew ? 1 : config.optimizer.backboneFactor)
    state.groups.push(makeGroup(part, specs, factor, state.frozenValues, slots))
  }
  // A run that was resumed lets them go at once: in another order, sums over all of them would differ in their last bits.
  state.groups.sort((a, b) => networkParts.indexOf(a.name) - networkParts.indexOf(b.name))
  for (const { name } of thawed) {
    state.frozen.get(name)?.dispose()
    state.frozen.delete(name)
    state.frozenValues.delete(name)
  }
}

/**
 * Moves statistics of batch normalisation towards what a batch showed: (1 - momentum) * old + momentum * new, as
 * PyTorch does. The given tensors remain the caller's.
 */
export function moveStatistics(state: TrainingState, shown: readonly BatchStatistic[]): void {
  for (const { parameter, value, momentum } of shown) {
    const old = state.frozen.get(parameter) as Tensor1D
    state.frozen.set(
      parameter,
      tf.tidy(() => towards(old, value, momentum)),
    )
    old.dispose()
  }
}

/** Present values of the moving statistics by parameter name. */
async function statisticValues({ frozen, frozenSpecs }: TrainingState): Promise<ParameterValues> {
  const names = frozenSpecs.filter(({ kind }) => kind === 'statistic').map(({ name }) => name)
  const values = await Promise.all(names.map((name) => readValues(frozen.get(name) as Tensor1D)))
  return new Map(names.map((name, index) => [name, values[index] as Float32Array]))
}

/** Named tensors for a forward pass from one flat vector per group; differentiable in them. */
export function weightsFrom(state: TrainingState, flats: readonly Tensor1D[]): Weights {
  return new Map([...state.frozen, ...state.groups.flatMap(({ specs }, index) => cut(specs, flats[index] as Tensor1D))])
}

/** Named tensors of the moving average, for detection; `dispose` releases them. */
export function averageWeights(state: TrainingState): { weights: Weights; dispose: () => void } {
  const names = state.groups.flatMap(({ specs }) => specs.map(({ name }) => name))
  const tensors = tf.tidy(() =>
    state.groups.flatMap(({ specs, average }) => cut(specs, average).map(([, tensor]) => tensor)),
  )
  const own = names.map((name, index): [string, Tensor] => [name, tensors[index] as Tensor])
  return { weights: new Map([...state.frozen, ...own]), dispose: () => tf.dispose(tensors) }
}

/** Values of the moving average, with the frozen ones: what a model file keeps. */
export async function averageValues(state: TrainingState): Promise<ParameterValues> {
  const averages = await Promise.all(state.groups.map(({ average }) => readValues(average)))
  const trained = state.groups.flatMap(({ specs }, index) => [...unflatten(specs, averages[index] as Float32Array)])
  return new Map([...state.frozenValues, ...(await statisticValues(state)), ...trained])
}

/** The vectors of a group by their name in checkpoints. */
function vectorsOf({ name, weights, average, slots }: ParameterGroup): Array<[string, Tensor1D]> {
  return [
    [`${name}.weights`, weights],
    [`${name}.average`, average],
    ...slots.map((slot, index): [string, Tensor1D] => [`${name}.slot${index + 1}`, slot]),
  ]
}

/** Of the names of moving statistics in checkpoints. */
const statisticPrefix = 'statistic '

type TensorEntry = [string, TensorData]

/** The state as a checkpoint; frozen values are not in it, since they never change. */
export async function saveState(state: TrainingState, sampler: SamplerState): Promise<TensorFile> {
  const vectors = state.groups.flatMap(vectorsOf)
  const values = await Promise.all(vectors.map(([, vector]) => readValues(vector)))
  const statistics = [...(await statisticValues(state))]
  return {
    tensors: new Map([
      ...vectors.map(([name, { shape }], index): TensorEntry => [
        name,
        { shape, values: values[index] as Float32Array },
      ]),
      ...statistics.map(([name, values]): TensorEntry => [
        `${statisticPrefix}${name}`,
        { shape: [values.length], values },
      ]),
    ]),
    metadata: {
      progress: JSON.stringify(state.progress),
      sampler: JSON.stringify(sampler),
      boundary: state.boundary,
      updates: JSON.stringify(Object.fromEntries(state.groups.map(({ name, updates }) => [name, updates]))),
    },
  }
}

/** What a checkpoint says besides tensors. */
function readMetadata({ metadata }: TensorFile) {
  const parse = (key: string, otherwise = ''): unknown => {
    try {
      return JSON.parse(metadata[key] ?? otherwise)
    } catch (error) {
      const hint = 'Start the training anew.'
      throw new StudioError('BROKEN_FILE', `The checkpoint does not say its ${key}.`, hint, undefined, error)
    }
  }
  return {
    progress: parse('progress') as Progress,
    sampler: parse('sampler') as SamplerState,
    // Checkpoints of earlier versions do not count them.
    updates: parse('updates', '{}') as Record<string, number>,
  }
}

/**
 * Puts a checkpoint's values into a state of the same settings and returns the sampler's state.
 * Throws BROKEN_FILE when it is one of another network, or none.
 */
export function restoreState(state: TrainingState, config: TrainingConfig, checkpoint: TensorFile): SamplerState {
  const { progress, sampler, updates } = readMetadata(checkpoint)
  unfreeze(state, config, (checkpoint.metadata['boundary'] ?? state.boundary) as Boundary)
  for (const group of state.groups) {
    const length = group.specs.reduce((sum, { shape }) => sum + elementCount(shape), 0)
    const read = ([name, old]: [string, Tensor1D]): Tensor1D => {
      const values = checkpoint.tensors.get(name)?.values
      if (values?.length !== length) {
        throw new StudioError(
          'BROKEN_FILE',
          `The checkpoint does not fit the network: "${name}" has the wrong size.`,
          'Start the training anew.',
        )
      }
      old.dispose()
      return tf.tensor1d(values)
    }
    const [weights, average, ...slots] = vectorsOf(group).map(read)
    Object.assign(group, { weights, average, slots, updates: updates[group.name] ?? 0 })
  }
  restoreStatistics(state, checkpoint)
  state.progress = progress
  return sampler
}

function restoreStatistics(state: TrainingState, { tensors }: TensorFile): void {
  for (const { name, kind } of state.frozenSpecs) {
    const saved = tensors.get(`${statisticPrefix}${name}`)
    if (kind !== 'statistic' || !saved) continue
    state.frozen.get(name)?.dispose()
    state.frozen.set(name, tf.tensor1d(saved.values))
  }
}

export function disposeState(state: TrainingState): void {
  for (const group of state.groups) {
    releaseVectors(group)
    tf.dispose([group.weights, group.average, ...group.slots])
  }
  tf.dispose([...state.frozen.values()])
}

async function readValues(vector: Tensor1D): Promise<Float32Array> {
  return (await vector.data()) as Float32Array
}
