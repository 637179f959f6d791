/** Follows a run: its whole story so far, then live. Survives lost connections, reloads and runs that go on later. */
import { onScopeDispose, shallowRef, watch } from 'vue'
import type { RunStatus, StoredTrainEvent } from '../../core/training/events.ts'
import { api } from '../api.ts'
import { showError } from '../composables/errors.ts'
import { useRuns } from '../stores/runs.ts'
import { addEvents, emptyStory } from './runStory.ts'

const LIVE = new Set<RunStatus>(['queued', 'running', 'paused'])
/** Events are drawn together this often: a replay of thousands costs as little as one. */
const DRAW_MS = 100

export function useRunStory(project: string, run: number, status: () => RunStatus | undefined) {
  const story = shallowRef(emptyStory())
  /** False until what was stored has arrived. */
  const ready = shallowRef(false)
  const runs = useRuns()
  let pending: StoredTrainEvent[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  let subscription: { unsubscribe: () => void } | null = null

  function draw() {
    timer = undefined
    const ends = pending.some((event) => event.kind === 'finished' || event.kind === 'failed')
    const begins = pending.some((event) => event.kind === 'started' || event.kind === 'evaluation')
    story.value = addEvents(story.value, pending)
    pending = []
    ready.value = true
    if (ends || begins) void runs.refresh()
  }

  function subscribe() {
    if (subscription) return
    const { lastSeq } = story.value
    subscription = api.training.events.subscribe(
      { project, run, lastEventId: String(lastSeq) },
      {
        onData({ data }) {
          pending.push(data)
          timer ??= setTimeout(draw, DRAW_MS)
        },
        onComplete() {
          subscription = null
          draw()
        },
        onError(error) {
          subscription = null
          showError(error, 'The story of this run cannot be followed.')
        },
      },
    )
  }

  subscribe()
  watch(status, (now) => now !== undefined && LIVE.has(now) && subscribe())
  onScopeDispose(() => {
    clearTimeout(timer)
    subscription?.unsubscribe()
  })
  return { story, ready }
}
