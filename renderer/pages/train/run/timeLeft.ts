/** How long a training will still take by the clock on the wall: its own seconds, and the validations between them. Pure. */
import type { EvaluationEvent } from '../../../story/runStory.ts'

/** Fewer rounds from one evaluation to the next tell nothing, as the first may hold the start. */
const LEAST_ROUNDS = 2

/**
 * Seconds until the end, from the seconds of training that are left: times what a second of training took so far with
 * validation. A pause makes one round long; the median over the rounds does not mind.
 */
export function wallSecondsLeft(
  evaluations: ReadonlyArray<Pick<EvaluationEvent, 'at' | 'seconds'>>,
  secondsLeft: number,
): number {
  const rounds = evaluations
    .slice(1)
    .map((evaluation, index) => {
      const before = evaluations[index]!
      return (Date.parse(evaluation.at) - Date.parse(before.at)) / 1000 / (evaluation.seconds - before.seconds)
    })
    .filter((ratio) => Number.isFinite(ratio) && ratio > 0)
    .sort((a, b) => a - b)
  const usual = rounds.length < LEAST_ROUNDS ? 1 : rounds[Math.floor((rounds.length - 1) / 2)]!
  return secondsLeft * Math.max(1, usual)
}
