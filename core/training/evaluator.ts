/** The evaluations of a running training. The best weights so far are kept as the run's model. */
import type { Graphs } from '../compute/nativeOps/graph/graphs.ts'
import { ImageReader } from '../detection/imageReader.ts'
import type { RetinaNet } from '../model/retinanet.ts'
import type { Boundary } from '../model/stages.ts'
import type { TrainingConfig } from './config.ts'
import type { TrainEvent } from './events.ts'
import { FeatureCache } from './featureCache.ts'
import { writeModel, type ModelDescription } from './modelFolder.ts'
import type { TrainingData } from './trainingData.ts'
import { writeValidationDetections } from './validationDetections.ts'
import { averageValues, averageWeights, type TrainingState } from './trainingState.ts'
import { validate, type Validation } from './validation.ts'
import { validationImages } from './validationImages.ts'

/** Best detections of a sample image that an evaluation tells. */
const mostShown = 100

export interface EvaluatorSettings {
  /** Folder of the run. */
  folder: string
  network: RetinaNet
  config: TrainingConfig
  data: TrainingData
  state: TrainingState
  graphs: Graphs | null
}

export class Evaluator {
  readonly #settings: EvaluatorSettings
  readonly #description: ModelDescription
  #validation: Validation

  constructor(settings: EvaluatorSettings) {
    const { config, data, network, state, graphs } = settings
    const { classes, input, tiles } = data
    this.#settings = settings
    this.#description = {
      format: 'focal-studio-model-1',
      // Where the first weights came from is the run's matter; another computer has no such file.
      network: { ...config.network, weightsFile: null },
      classes,
      input,
      detection: config.detection,
      tiles,
      resize: null,
    }
    const classIds = classes.map(({ id }) => id)
    const limits = { maximum: config.validation.maximumImages, budget: config.budget }
    this.#validation = {
      plan: { network, config: config.network, classIds, input, settings: config.detection, tiles, graphs },
      features: null,
      classes,
      images: validationImages(data.val, limits, input, tiles),
      reader: new ImageReader(input),
    }
    this.changeFrozen(state.boundary)
  }

  /** How many images are scored. */
  get images(): number {
    return this.#validation.images.length
  }

  /** From here on the frozen part ends at another boundary. */
  changeFrozen(boundary: Boundary): void {
    const { plan } = this.#validation
    this.#validation = {
      ...this.#validation,
      plan: { ...plan, config: { ...plan.config, freezeUpTo: boundary } },
      features: boundary === 'none' ? null : new FeatureCache(),
    }
  }

  /** Scores the average weights and keeps them when they are the best so far; null without validation images. */
  async evaluate(): Promise<Extract<TrainEvent, { kind: 'evaluation' }> | null> {
    const { config, folder, state } = this.#settings
    const { progress } = state
    const { images } = this.#validation
    if (images.length === 0) {
      // There is no best: the newest weights are kept.
      await this.#keepModel()
      return null
    }
    const { scores, detections } = await this.#validate()
    const best = progress.best === null || scores.ap > progress.best.scores.ap
    progress.withoutImprovement = best ? 0 : progress.withoutImprovement + 1
    if (best) {
      progress.best = { step: progress.step, scores }
      await this.#keepModel()
      await writeValidationDetections(folder, progress.step, detections)
    }
    const shown = images.slice(0, config.validation.samples)
    return {
      kind: 'evaluation',
      step: progress.step,
      seconds: progress.seconds,
      scores,
      best,
      samples: shown.map(({ id }) => ({ imageId: id, detections: (detections.get(id) ?? []).slice(0, mostShown) })),
    }
  }

  async #validate() {
    const { weights, dispose } = averageWeights(this.#settings.state)
    try {
      return await validate(this.#validation, weights)
    } finally {
      dispose()
    }
  }

  async #keepModel(): Promise<void> {
    const { folder, network, state } = this.#settings
    await writeModel(folder, this.#description, network.parameters, await averageValues(state))
  }
}
