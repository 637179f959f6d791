/** How much of a training's budget is used up, and when to evaluate. */
import type { TrainingConfig } from './config.ts'
import type { Progress } from './trainingState.ts'

/** Evaluations over a run when the settings do not say how often. */
const usualEvaluations = 8

/** 0 to 1. A budget of time counts all of training except validation and pauses. */
export function usedBudget(budget: TrainingConfig['budget'], { step, seconds }: Progress): number {
  const used = 'steps' in budget ? step / budget.steps : seconds / (budget.minutes * 60)
  return Math.min(used, 1)
}

/** Whether a budget ends within some minutes, or within the steps that two processor cores make in them. */
export function isWithin(
  budget: TrainingConfig['budget'],
  { minutes, steps }: { minutes: number; steps: number },
): boolean {
  return 'steps' in budget ? budget.steps <= steps : budget.minutes <= minutes
}

/** Seconds of training that are left, at the speed so far; null before the first step. */
export function secondsLeft(budget: TrainingConfig['budget'], progress: Progress): number | null {
  if ('minutes' in budget) return Math.max(0, budget.minutes * 60 - progress.seconds)
  if (progress.step === 0) return null
  return ((budget.steps - progress.step) * progress.seconds) / progress.step
}

/** Number of evaluations that should have been made by now; the one at the end comes in any case. */
export function evaluationsDue(config: TrainingConfig, progress: Progress): number {
  const { everySeconds } = config.validation
  if (everySeconds !== null) return Math.floor(progress.seconds / everySeconds)
  return Math.floor(usedBudget(config.budget, progress) * usualEvaluations)
}
