/** A whole training from a run's folder: prepares or resumes it, runs the loop, keeps the best weights. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { StudioError } from '../api/errors.ts'
import type { DetectorPlan } from '../detection/detector.ts'
import { ImageReader } from '../detection/imageReader.ts'
import { makeAnchors } from '../model/anchors.ts'
import { elementCount, type ParameterValues } from '../model/parameters.ts'
import { makeRetinaNet } from '../model/retinanet.ts'
import type { Boundary } from '../model/stages.ts'
import { makeBackup } from './backup.ts'
import { readCheckpoint } from './checkpoint.ts'
import { trainingConfig, type RetinaNetConfig, type TrainingConfigInput } from './config.ts'
import type { TrainingControl } from './control.ts'
import type { TrainEvent } from './events.ts'
import { FeatureCache } from './featureCache.ts'
import { featurePolicy, type FeaturePolicy } from './featurePolicy.ts'
import { trainingLoop, type Training } from './loop.ts'
import { readDescription, readValues, writeModel, type ModelDescription } from './modelFolder.ts'
import { makeOptimizer } from './optimizers.ts'
import { repeatFactors } from './repeatFactors.ts'
import { Sampler } from './sampler.ts'
import { SampleSource, type FrozenPart } from './samples/sampleSource.ts'
import type { Snapshot } from './snapshot.ts'
import { readStartFile, reportSentence } from './startFile.ts'
import { continuing, fromScratch } from './startingNetwork.ts'
import { startingValues, type ContinuedModel } from './startingValues.ts'
import { makeTrainingData, type TrainingData } from './trainingData.ts'
import { classesIn } from './trainingSamples.ts'
import {
  averageValues,
  averageWeights,
  disposeState,
  makeState,
  restoreState,
  saveState,
  unfreeze,
} from './trainingState.ts'
import { validate, type Validation } from './validation.ts'
import { validationImages } from './validationImages.ts'

export interface TrainOptions {
  /** Folder of the run: holds snapshot.json; checkpoint and model files are written there. */
  folder: string
  /** For people: what computes. */
  backend: string
  control: TrainingControl
  /** Threads that prepare samples; chosen by the processor when not given. */
  sampleThreads?: number
  /** Seconds between checkpoints; half a minute when not given. */
  checkpointSeconds?: number
  /** Published weights of a backbone, or null where set-up has brought none. */
  pretrained(network: Snapshot['config']['network']): Promise<ParameterValues | null>
}

/** Best detections of a sample image that an evaluation tells. */
const mostShown = 100

/** Runs or resumes the training of a folder. The caller must have started a backend. */
export async function* train(options: TrainOptions): AsyncGenerator<TrainEvent> {
  const { folder, control } = options
  const snapshot = await readSnapshot(folder)
  const earlier = await readContinued(snapshot.continueFrom)
  const asked = earlier ? continuing(snapshot.config.network, earlier.network) : snapshot.config.network
  const pretrained = asked.pretrained ? await options.pretrained(asked) : null
  const lacksWeights = asked.pretrained && !pretrained && !earlier && asked.weightsFile === null
  const config = { ...snapshot.config, network: lacksWeights ? fromScratch(asked) : asked }
  const data = makeTrainingData(snapshot)
  const network = makeRetinaNet(config.network, data.classes.length)
  const anchors = makeAnchors(config.network, data.input.height, data.input.width)
  const reader = new ImageReader(data.input)

  const classNames = data.classes.map(({ name }) => name)
  const checkpoint = await readCheckpoint(folder)
  const fromFile = earlier ? null : await readStartFile(config.network, network.parameters, classNames)
  if (fromFile && !checkpoint) yield { kind: 'note', text: reportSentence(fromFile.report) }
  const continued = fromFile ?? earlier
  if (lacksWeights) {
    yield {
      kind: 'note',
      text: `The published weights of ${config.network.backbone} are not installed, so the whole network trains from random ones: expect far lower scores for the same time.`,
    }
  }
  const values = startingValues(network.parameters, config.seed, classNames, pretrained, continued)
  const state = makeState(config, network.parameters, values)
  const samplerState = checkpoint ? restoreState(state, config, checkpoint) : undefined
  const policyAt = (boundary: Boundary) =>
    featurePolicy(config, data.train.length, boundary, network.mapShapes(boundary, data.input))
  const variantsOf = ({ cached }: FeaturePolicy) => (cached ? config.augmentation.variants : null)
  const frozenPart = (boundary: Boundary, { cached }: FeaturePolicy): FrozenPart => ({
    maps: boundary === 'none' ? null : (pixels) => network.lower(state.frozen, pixels, boundary),
    shapes: network.mapShapes(boundary, data.input),
    cached,
  })
  const policy = policyAt(state.boundary)
  const repeats = repeatFactors(
    data.train.map((sample) => classesIn(sample, data.input)),
    config.sampling.rareShare,
  )
  const sampler = new Sampler(repeats, variantsOf(policy), config.seed, samplerState)
  const frozen = frozenPart(state.boundary, policy)
  const source = new SampleSource({ data, config, anchors, sampler, frozen, threads: options.sampleThreads })
  yield {
    kind: 'started',
    backend: options.backend,
    trainImages: data.trainImages,
    valImages: data.val.length,
    parameters: network.parameters.reduce((sum, { shape }) => sum + elementCount(shape), 0),
    resumedAt: checkpoint ? state.progress.step : null,
  }
  if (policy.note !== null) yield { kind: 'note', text: policy.note }
  const description: ModelDescription = {
    format: 'focal-studio-model-1',
    // Where the first weights came from is the run's matter; another computer has no such file.
    network: { ...config.network, weightsFile: null },
    classes: data.classes,
    input: data.input,
    detection: config.detection,
    tiles: data.tiles,
    resize: null,
  }
  const plan: DetectorPlan = {
    network,
    config: config.network,
    classIds: data.classes.map(({ id }) => id),
    input: data.input,
    settings: config.detection,
    tiles: data.tiles,
  }
  const forBoundary = (boundary: Boundary): Pick<Validation, 'plan' | 'features'> => ({
    plan: { ...plan, config: { ...config.network, freezeUpTo: boundary } },
    features: boundary === 'none' ? null : new FeatureCache(),
  })
  const validation: Validation = {
    ...forBoundary(state.boundary),
    classes: data.classes,
    images: validationImages(
      data.val,
      { maximum: config.validation.maximumImages, budget: config.budget },
      data.input,
      data.tiles,
    ),
    reader,
  }
  if (data.tiles && !checkpoint) yield { kind: 'note', text: tilesNote(data, validation.images.length) }
  const keepModel = async () => writeModel(folder, description, network.parameters, await averageValues(state))
  const training: Training = {
    settings: { network, anchors, config, optimizer: makeOptimizer(config.optimizer) },
    state,
    source,
    control,
    backup: makeBackup(folder, await saveState(state, sampler.state), options.checkpointSeconds),
    unfreeze(boundary) {
      unfreeze(state, config, boundary)
      const policy = policyAt(boundary)
      sampler.changeVariants(variantsOf(policy))
      source.changeFrozen(frozenPart(boundary, policy))
      Object.assign(validation, forBoundary(boundary))
      const what =
        boundary === 'none' ? 'the whole backbone trains' : `only the stages up to ${boundary} stay as they are`
      return `From here on ${what}.${policy.note === null ? '' : ` ${policy.note}`}`
    },
    async evaluate() {
      const { progress } = state
      if (validation.images.length === 0) {
        // Without validation images there is no best: the newest weights are kept.
        await keepModel()
        return null
      }
      const { weights, dispose } = averageWeights(state)
      const { scores, detections } = await validate(validation, weights)
      dispose()
      const best = progress.best === null || scores.ap > progress.best.scores.ap
      progress.withoutImprovement = best ? 0 : progress.withoutImprovement + 1
      if (best) {
        progress.best = { step: progress.step, scores }
        await keepModel()
      }
      const shown = validation.images.slice(0, config.validation.samples)
      return {
        kind: 'evaluation',
        step: progress.step,
        seconds: progress.seconds,
        scores,
        best,
        samples: shown.map(({ id }) => ({ imageId: id, detections: (detections.get(id) ?? []).slice(0, mostShown) })),
      }
    },
  }
  try {
    yield* trainingLoop(training)
  } finally {
    await source.close()
    disposeState(state)
  }
}

/** The run's snapshot. Throws NOT_FOUND or BROKEN_FILE. */
export async function readSnapshot(folder: string): Promise<Snapshot> {
  const file = path.join(folder, 'snapshot.json')
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new StudioError('NOT_FOUND', `The run has no snapshot: ${file}.`, 'Start a new training.', { file }, error)
  })
  try {
    const snapshot = JSON.parse(text) as Snapshot
    // Runs from before a setting existed go on without it.
    const before: TrainingConfigInput = { tiles: { use: 'off' } }
    return { ...snapshot, config: trainingConfig.parse({ ...before, ...snapshot.config }) }
  } catch (error) {
    throw new StudioError(
      'BROKEN_FILE',
      `${file} is not the snapshot of a run.`,
      'Start a new training.',
      { file },
      error,
    )
  }
}

function tilesNote({ train, trainImages, val }: TrainingData, validated: number): string {
  const scored =
    validated < val.length
      ? ` The scores on the way are of ${validated} of the ${val.length} validation images, to save time.`
      : ''
  return `Large images are looked at in tiles: an epoch has ${train.length} samples of ${trainImages} images.${scored}`
}

async function readContinued(folder: string | null): Promise<(ContinuedModel & { network: RetinaNetConfig }) | null> {
  if (folder === null) return null
  const { classes, network } = await readDescription(folder)
  return { network, classNames: classes.map(({ name }) => name), values: await readValues(folder) }
}
