/**
 * Follows a job of the engine: `const job = useJob()`, `await job.run(() => api.dataset.import.mutate(…))` answers its last
 * state, `job.state` is its present one for progress, `job.cancel()` asks it to stop.
 */
import { computed, onScopeDispose, shallowRef } from 'vue'
import type { JobState } from '../../core/api/types.ts'
import { api } from '../api.ts'

export function useJob() {
  const state = shallowRef<JobState | null>(null)
  const running = computed(() => state.value?.status === 'running')
  /** 0 to 1, or null while the end is not known. */
  const share = computed(() => {
    const total = state.value?.total ?? null
    return state.value === null || total === null || total === 0 ? null : Math.min(1, state.value.done / total)
  })
  let stop: (() => void) | null = null
  let beginning: Promise<{ end: Promise<JobState> }> | null = null

  /**
   * Starts a job and follows it to its end; answers its last state, or throws what starting or watching threw. Asked
   * again before the engine has answered, as by a double click, it follows the job that is about to begin.
   */
  async function run(start: () => Promise<JobState>): Promise<JobState> {
    beginning ??= begin(start).finally(() => (beginning = null))
    return (await beginning).end
  }

  /** The end is wrapped: a promise of a promise would wait for both. */
  async function begin(start: () => Promise<JobState>): Promise<{ end: Promise<JobState> }> {
    state.value = await start()
    return { end: follow(state.value.id) }
  }

  /** Follows a job that runs already. */
  function follow(id: string): Promise<JobState> {
    return new Promise((resolve, reject) => {
      const subscription = api.jobs.watch.subscribe(
        { job: id },
        {
          onData: (next) => {
            state.value = next
            if (next.status === 'running') return
            subscription.unsubscribe()
            resolve(next)
          },
          onError: reject,
        },
      )
      stop = () => subscription.unsubscribe()
    })
  }

  async function cancel(): Promise<void> {
    if (state.value?.status === 'running') await api.jobs.cancel.mutate({ job: state.value.id })
  }

  onScopeDispose(() => stop?.())
  return { state, running, share, run, follow, cancel }
}
