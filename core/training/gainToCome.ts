/** What a running training has still to bring, in words, or nothing where it cannot be told. Pure. */
import type { TrainingConfig } from './config.ts'
import type { TrainEvent } from './events.ts'
import { expectedGain } from './expectedGain.ts'

type EventOf<Kind extends TrainEvent['kind']> = Extract<TrainEvent, { kind: Kind }>

/** The look ahead: as far as people plan while they wait. */
const horizonSeconds = 300
/** A gain that is lost in the noise. */
const smallGain = 0.005

/** "AP likely +.02 in the next 5 minutes", from the evaluations so far and the newest step. */
export function gainToCome(
  evaluations: ReadonlyArray<Pick<EventOf<'evaluation'>, 'seconds' | 'scores'>>,
  step: Pick<EventOf<'step'>, 'seconds' | 'secondsLeft'>,
  schedule: TrainingConfig['schedule'],
): string | null {
  if (step.secondsLeft === null) return null
  const points = evaluations.map(({ seconds, scores }) => ({ seconds, ap: scores.ap }))
  const horizon = Math.min(horizonSeconds, step.secondsLeft)
  const found = expectedGain(points, { schedule, total: step.seconds + step.secondsLeft }, horizon)
  if (!found) return null
  const isEnd = horizon < horizonSeconds
  const time = `in the next ${horizonSeconds / 60} minutes`
  if (found.gain < smallGain) return isEnd ? 'AP hardly rises any more' : `AP hardly rises ${time}`
  return `AP likely +${found.gain.toFixed(2).replace(/^0/, '')} ${isEnd ? 'by the end' : time}`
}
