/** One step on some samples, with fewer of them at once when memory runs out. */
import type { Rate } from './applyGradients.ts'
import { isOutOfMemory, outOfMemory } from './memory.ts'
import type { PreparedSample, SampleSource } from './samples/sampleSource.ts'
import { trainStep, type Batch, type StepResult, type StepSettings } from './trainStep.ts'
import type { TrainingState } from './trainingState.ts'

export interface Updater {
  /** Images that are computed at once; halved when memory runs out. */
  imagesAtOnce: number
}

/**
 * Updates the state by all samples together, `imagesAtOnce` at a time: the result is that of one batch.
 * Yields a sentence for people each time it has to go on with fewer. Throws OUT_OF_MEMORY when one is too many.
 */
export async function* update(
  updater: Updater,
  settings: StepSettings,
  state: TrainingState,
  source: Pick<SampleSource, 'tensors' | 'input'>,
  samples: readonly PreparedSample[],
  rate: Rate,
): AsyncGenerator<string, StepResult> {
  for (;;) {
    const batches: Batch[] = []
    for (let start = 0; start < samples.length; start += updater.imagesAtOnce) {
      const part = samples.slice(start, start + updater.imagesAtOnce)
      batches.push({ targets: part.map(({ targets }) => targets), tensors: () => source.tensors(part) })
    }
    try {
      return await trainStep(settings, state, batches, rate)
    } catch (error) {
      if (!isOutOfMemory(error)) throw error
      if (updater.imagesAtOnce === 1) throw outOfMemory(error, source.input)
      updater.imagesAtOnce = Math.ceil(updater.imagesAtOnce / 2)
      const { imagesAtOnce } = updater
      yield `Memory ran out. From here on ${imagesAtOnce === 1 ? 'one image is' : `${imagesAtOnce} images are`} computed at a time, and their gradients put together: the result is the same, in more time.`
    }
  }
}
