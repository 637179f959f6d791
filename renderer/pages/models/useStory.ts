/** A run's events from the first on, and live while it trains. */
import { onScopeDispose, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { StoredTrainEvent } from '../../../core/training/events.ts'
import { api } from '../../api.ts'
import { showError } from '../../composables/errors.ts'
import { useProject } from '../../stores/project.ts'

/** Events come one by one; the page is told of them at most this often. */
const GATHER_MS = 100

/** The events of the run that `run` names; they start afresh when it names another. */
export function useStory(run: Ref<number | null>): ShallowRef<StoredTrainEvent[]> {
  const project = useProject()
  const events = shallowRef<StoredTrainEvent[]>([])
  let gathered: StoredTrainEvent[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  let stop: (() => void) | null = null

  function end() {
    stop?.()
    stop = null
    clearTimeout(timer)
    timer = undefined
    gathered = []
  }

  watch(
    run,
    (id) => {
      end()
      events.value = []
      if (id === null) return
      const subscription = api.training.events.subscribe(
        { project: project.id, run: id },
        {
          onData: ({ data }) => {
            gathered.push(data)
            timer ??= setTimeout(() => {
              timer = undefined
              events.value = [...gathered]
            }, GATHER_MS)
          },
          onError: (error) => showError(error),
        },
      )
      stop = () => subscription.unsubscribe()
    },
    { immediate: true },
  )
  onScopeDispose(end)
  return events
}
