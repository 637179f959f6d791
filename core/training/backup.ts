/** Checkpoints of a running training: on disk for a crash, in memory for a loss that is no longer a number. */
import { StudioError } from '../api/errors.ts'
import type { TensorFile } from '../model/weights/safetensors.ts'
import { writeCheckpoint } from './checkpoint.ts'
import type { TrainingConfig } from './config.ts'
import type { TrainEvent } from './events.ts'
import type { Sampler } from './sampler.ts'
import { restoreState, saveState, type TrainingState } from './trainingState.ts'

export interface Backup {
  /** Whether it is time to save. */
  due(): boolean
  save(state: TrainingState, sampler: Sampler): Promise<TrainEvent>
  /**
   * Puts the state back to the last save, with half the learning rate; the sampler goes on, so that other batches come.
   * Throws TRAINER_FAILED after `most` returns.
   */
  rollBack(state: TrainingState, config: TrainingConfig, sampler: Sampler, most: number): Promise<TrainEvent>
}

/** Seconds between checkpoints: what a crash loses at most. */
const usualInterval = 30

/** Saves to a run's folder. `start` is the state before the first step: what a bad first step returns to. */
export function makeBackup(folder: string, start: TensorFile, interval = usualInterval): Backup {
  let last = start
  let savedAt = performance.now()
  return {
    due: () => performance.now() - savedAt > interval * 1000,
    async save(state, sampler) {
      last = await saveState(state, sampler.state)
      await writeCheckpoint(folder, last)
      savedAt = performance.now()
      return { kind: 'checkpoint', step: state.progress.step }
    },
    async rollBack(state, config, sampler, most) {
      const { step, seconds, learningRateFactor } = state.progress
      const factor = learningRateFactor / 2
      if (factor < 2 ** -most) {
        throw new StudioError(
          'TRAINER_FAILED',
          `The loss stopped being a number at step ${step + 1}, and going back ${most} times did not help.`,
          'Lower the learning rate, or look for boxes of absurd size among the labels.',
        )
      }
      restoreState(state, config, last)
      const toStep = state.progress.step
      // Time that was spent stays spent, or a run could go on for ever.
      Object.assign(state.progress, { learningRateFactor: factor, seconds })
      // The saved copy gets the halved rate too, so that returns add up.
      last = await saveState(state, sampler.state)
      return {
        kind: 'rolled-back',
        step,
        toStep,
        learningRateFactor: factor,
        reason: 'The loss was no longer a finite number.',
      }
    },
  }
}
