/** A run's events put together to what pages draw: curves, the latest evaluation, what happened. Pure. */
import type { StoredTrainEvent } from '../../core/training/events.ts'

type EventOf<Kind extends StoredTrainEvent['kind']> = Extract<StoredTrainEvent, { kind: Kind }>
export type StepEvent = EventOf<'step'>
export type EvaluationEvent = EventOf<'evaluation'>

export interface StoryNote {
  seq: number
  at: string
  text: string
  icon: string
  tint: string
}

export interface RunStory {
  started: EventOf<'started'> | null
  steps: StepEvent[]
  evaluations: EvaluationEvent[]
  rollbacks: Array<{ seconds: number }>
  notes: StoryNote[]
  finished: EventOf<'finished'> | null
  /** Number of the last event: where a lost connection goes on. */
  lastSeq: number
}

export function emptyStory(): RunStory {
  return { started: null, steps: [], evaluations: [], rollbacks: [], notes: [], finished: null, lastSeq: 0 }
}

/** Takes events in, in order. Steps and evaluations are extended in place; the story itself is a new object. */
export function addEvents(story: RunStory, events: readonly StoredTrainEvent[]): RunStory {
  let next = { ...story }
  for (const event of events) {
    if (event.seq <= next.lastSeq) continue
    next = add(next, event)
    next.lastSeq = event.seq
  }
  return next
}

function add(story: RunStory, event: StoredTrainEvent): RunStory {
  const note = noteOf(event)
  if (note) story.notes = [...story.notes, { seq: event.seq, at: event.at, ...note }]
  switch (event.kind) {
    case 'started':
      return { ...rewound(story, event.resumedAt ?? 0), started: event, finished: null }
    case 'step':
      story.steps.push(event)
      return story
    case 'evaluation':
      story.evaluations.push(event)
      return story
    case 'rolled-back':
      return { ...rewound(story, event.toStep), rollbacks: [...story.rollbacks, { seconds: secondsAt(story) }] }
    case 'finished':
      return { ...story, finished: event }
    default:
      return story
  }
}

/** What the trainer did after its last checkpoint before a crash is trained again: the curve goes back with it. */
function rewound(story: RunStory, step: number): RunStory {
  return {
    ...story,
    steps: story.steps.filter((one) => one.step <= step),
    evaluations: story.evaluations.filter((one) => one.step <= step),
  }
}

function secondsAt(story: RunStory): number {
  return story.steps.at(-1)?.seconds ?? 0
}

function noteOf(event: StoredTrainEvent): Omit<StoryNote, 'seq' | 'at'> | null {
  switch (event.kind) {
    case 'started':
      return {
        text:
          event.resumedAt === null
            ? `Started: ${event.backend}`
            : `Went on from step ${event.resumedAt}: ${event.backend}`,
        icon: 'i-lucide-play',
        tint: 'text-primary',
      }
    case 'note':
      return { text: event.text, icon: 'i-lucide-info', tint: 'text-info' }
    case 'rolled-back':
      return {
        text: `${event.reason} Back to step ${event.toStep}, with ${event.learningRateFactor} of the learning rate.`,
        icon: 'i-lucide-rotate-ccw',
        tint: 'text-warning',
      }
    case 'paused':
      return { text: `Paused at step ${event.step}`, icon: 'i-lucide-pause', tint: 'text-muted' }
    case 'resumed':
      return { text: 'Went on', icon: 'i-lucide-play', tint: 'text-muted' }
    case 'failed':
      return { text: event.error.message, icon: 'i-lucide-triangle-alert', tint: 'text-error' }
    case 'finished':
      return { text: FINISHED[event.reason], icon: 'i-lucide-flag', tint: 'text-success' }
    default:
      return null
  }
}

const FINISHED: Record<EventOf<'finished'>['reason'], string> = {
  budget: 'Finished',
  stopped: 'Stopped by you; the best weights are kept',
  'early-stop': 'Finished early: the scores no longer rose',
}
