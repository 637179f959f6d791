/**
 * The training loop: steps, evaluations, checkpoints, rollbacks. It knows neither screen nor process: it yields what
 * happens as events and is told to pause or stop through a control.
 */
import type { Boundary } from '../model/stages.ts'
import type { Backup } from './backup.ts'
import { batchSize } from './batchSize.ts'
import { evaluationsDue, secondsLeft, usedBudget } from './budget.ts'
import type { TrainingControl } from './control.ts'
import type { TrainEvent } from './events.ts'
import type { SampleSource } from './samples/sampleSource.ts'
import { learningRateFactor, momentumAt } from './schedule.ts'
import type { StepResult, StepSettings } from './trainStep.ts'
import type { Progress, TrainingState } from './trainingState.ts'
import { boundaryAt } from './unfreezing.ts'
import { update, type Updater } from './update.ts'

export interface Training {
  settings: StepSettings
  state: TrainingState
  source: SampleSource
  control: TrainingControl
  backup: Backup
  /** Lets everything behind a boundary train, and says what follows from it. */
  unfreeze(boundary: Boundary): string
  /** Scores the average weights, keeps them when they are the best so far, and says so. */
  evaluate(): Promise<Extract<TrainEvent, { kind: 'evaluation' }> | null>
}

type Finished = Extract<TrainEvent, { kind: 'finished' }>

/** Returns to a checkpoint before training is given up as hopeless. */
const mostRollbacks = 8

/** Trains until the budget is used up, the control says stop, or nothing improves any more. */
export async function* trainingLoop(training: Training): AsyncGenerator<TrainEvent> {
  const { settings, state, source, control, backup } = training
  const { config } = settings
  let reason: Finished['reason'] = 'budget'
  let evaluatedAt = -1
  const updater: Updater = { imagesAtOnce: batchSize(config) }
  while (usedBudget(config.budget, state.progress) < 1 && !control.stopped) {
    if (control.paused) {
      yield { kind: 'paused', step: state.progress.step }
      await control.untilResumed()
      if (!control.stopped) yield { kind: 'resumed', step: state.progress.step }
      continue
    }
    const used = usedBudget(config.budget, state.progress)
    const boundary = boundaryAt(config.network, used)
    if (boundary !== state.boundary) {
      yield { kind: 'note', text: training.unfreeze(boundary) }
      // What a bad loss returns to must have the same parts.
      yield await backup.save(state, source.sampler)
    }
    if (!(yield* takeStep(training, updater, used))) continue
    if (evaluationsDue(config, state.progress) > state.progress.evaluations) {
      state.progress.evaluations = evaluationsDue(config, state.progress)
      const event = await training.evaluate()
      evaluatedAt = state.progress.step
      if (event) yield event
      const patience = config.earlyStopping?.patience
      if (patience !== undefined && state.progress.withoutImprovement >= patience) {
        reason = 'early-stop'
        break
      }
    }
    // Messages from the engine are heard here: the rest of a step leaves them no time.
    await new Promise(setImmediate)
  }
  if (control.stopped) reason = 'stopped'
  if (control.abandoned) {
    yield await backup.save(state, source.sampler)
    return
  }
  if (evaluatedAt !== state.progress.step) {
    const event = await training.evaluate()
    if (event) yield event
  }
  yield await backup.save(state, source.sampler)
  yield finishedEvent(state.progress, reason)
}

/**
 * One update at a part of the budget, and what there is to say of it. False when the loss was not a number: then the
 * state is that of the last checkpoint.
 */
async function* takeStep(training: Training, updater: Updater, used: number): AsyncGenerator<TrainEvent, boolean> {
  const { settings, state, source, backup } = training
  const { config } = settings
  const start = performance.now()
  const factor = learningRateFactor(config.schedule, used)
  const learningRate = config.optimizer.learningRate * factor * state.progress.learningRateFactor
  const samples = await source.next(batchSize(config) * config.accumulate)
  const rate = { learningRate, momentum: momentumAt(config.schedule, used) }
  const updating = update(updater, settings, state, source, samples, rate)
  let one = await updating.next()
  for (; one.done !== true; one = await updating.next()) yield { kind: 'note', text: one.value }
  if (!one.value.finite) {
    yield await backup.rollBack(state, config, source.sampler, mostRollbacks)
    return false
  }
  const seconds = (performance.now() - start) / 1000
  state.progress.seconds += seconds
  if (backup.due()) yield await backup.save(state, source.sampler)
  yield stepEvent(training, one.value, learningRate, seconds)
  return true
}

function stepEvent(
  { settings, state, source }: Training,
  result: StepResult,
  learningRate: number,
  seconds: number,
): TrainEvent {
  const { config } = settings
  return {
    kind: 'step',
    step: state.progress.step,
    seconds: state.progress.seconds,
    progress: usedBudget(config.budget, state.progress),
    loss: result.loss,
    classLoss: result.classLoss,
    boxLoss: result.boxLoss,
    learningRate,
    imagesPerSecond: (batchSize(config) * config.accumulate) / seconds,
    secondsLeft: secondsLeft(config.budget, state.progress),
    waitSeconds: source.takeWaited(),
  }
}

function finishedEvent({ step, seconds, best }: Progress, reason: Finished['reason']): Finished {
  return {
    kind: 'finished',
    reason,
    steps: step,
    seconds,
    bestStep: best?.step ?? null,
    scores: best?.scores ?? null,
    // maxRSS is in kilobytes.
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
  }
}
