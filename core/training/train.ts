/** A whole training from a run's folder: prepares or resumes it, runs the loop, keeps the best weights. */
import { makeGraphs } from '../compute/nativeOps/graph/graphs.ts'
import { makeAnchors } from '../model/anchors.ts'
import { elementCount } from '../model/parameters.ts'
import { makeRetinaNet } from '../model/retinanet.ts'
import { makeBackup } from './backup.ts'
import { readCheckpoint } from './checkpoint.ts'
import { isWithin } from './budget.ts'
import type { TrainingControl } from './control.ts'
import { Evaluator } from './evaluator.ts'
import type { TrainEvent } from './events.ts'
import { frozenPartAt } from './frozenPart.ts'
import { trainingLoop } from './loop.ts'
import { makeOptimizer } from './optimizers.ts'
import { repeatFactors } from './repeatFactors.ts'
import { Sampler } from './sampler.ts'
import { SampleSource } from './samples/sampleSource.ts'
import { readSnapshot } from './snapshotFile.ts'
import { startingPoint, type FindPublished } from './startingPoint.ts'
import { makeTrainingData, type TrainingData } from './trainingData.ts'
import { classesIn } from './trainingSamples.ts'
import { disposeState, makeState, restoreState, saveState, unfreeze } from './trainingState.ts'

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
  /** Published weights of a backbone. */
  pretrained: FindPublished
}

/** To make graphs takes as long as some steps; this would not be worth it. */
const shortTraining = { minutes: 0.2, steps: 49 }

/**
 * Runs or resumes the training of a folder. The caller must have started a backend. Threads and tensors are released
 * however it ends, also when the caller listens no further.
 */
export async function* train(options: TrainOptions): AsyncGenerator<TrainEvent> {
  const { folder, control } = options
  const snapshot = await readSnapshot(folder)
  const start = await startingPoint(snapshot, options.pretrained)
  const { config } = start
  const data = makeTrainingData(snapshot)
  const network = makeRetinaNet(config.network, data.classes.length)
  const anchors = makeAnchors(config.network, data.input.height, data.input.width)
  const checkpoint = await readCheckpoint(folder)
  const classNames = data.classes.map(({ name }) => name)
  const { values, fromFile } = await start.valuesOf(network.parameters, classNames)
  if (fromFile !== null && !checkpoint) yield note(fromFile)
  if (start.note !== null) yield note(start.note)

  const state = makeState(config, network.parameters, values)
  const graphs = isWithin(config.budget, shortTraining) ? null : makeGraphs()
  let source: SampleSource | null = null
  try {
    const samplerState = checkpoint ? restoreState(state, config, checkpoint) : undefined
    const repeats = repeatFactors(
      data.train.map((sample) => classesIn(sample, data.input)),
      config.sampling.rareShare,
    )
    const parts = { network, config, data, state, graphs }
    const frozen = frozenPartAt(state.boundary, parts)
    const sampler = new Sampler(repeats, frozen.variants, config.seed, samplerState)
    const samples = new SampleSource({
      data,
      config,
      anchors,
      sampler,
      frozen: frozen.part,
      threads: options.sampleThreads,
    })
    source = samples
    yield {
      kind: 'started',
      backend: options.backend,
      trainImages: data.trainImages,
      valImages: data.val.length,
      parameters: network.parameters.reduce((sum, { shape }) => sum + elementCount(shape), 0),
      resumedAt: checkpoint ? state.progress.step : null,
    }
    if (frozen.note !== null) yield note(frozen.note)
    const evaluator = new Evaluator({ folder, ...parts })
    if (data.tiles && !checkpoint) yield note(tilesNote(data, evaluator.images))
    yield* trainingLoop({
      settings: { network, anchors, config, optimizer: makeOptimizer(config.optimizer), graphs },
      state,
      source: samples,
      control,
      backup: makeBackup(folder, await saveState(state, sampler.state), options.checkpointSeconds),
      unfreeze(boundary) {
        unfreeze(state, config, boundary)
        const next = frozenPartAt(boundary, parts)
        sampler.changeVariants(next.variants)
        samples.changeFrozen(next.part)
        evaluator.changeFrozen(boundary)
        const what =
          boundary === 'none' ? 'the whole backbone trains' : `only the stages up to ${boundary} stay as they are`
        return `From here on ${what}.${next.note === null ? '' : ` ${next.note}`}`
      },
      evaluate: () => evaluator.evaluate(),
    })
  } finally {
    await source?.close()
    graphs?.dispose()
    disposeState(state)
  }
}

function note(text: string): TrainEvent {
  return { kind: 'note', text }
}

function tilesNote({ train, trainImages, val }: TrainingData, validated: number): string {
  const scored =
    validated < val.length
      ? ` The scores on the way are of ${validated} of the ${val.length} validation images, to save time.`
      : ''
  return `Large images are looked at in tiles: an epoch has ${train.length} samples of ${trainImages} images.${scored}`
}
