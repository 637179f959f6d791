/** The project's training runs, for what every page shows of them: fetched now and then, oftener while one is going. */
import { useDocumentVisibility, useTimeoutFn } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { RunSummary } from '../../core/api/types.ts'
import { api, errorOf } from '../api.ts'

const BUSY_MILLISECONDS = 2000
const IDLE_MILLISECONDS = 10_000

export const useRuns = defineStore('runs', () => {
  const project = shallowRef('')
  const runs = shallowRef<RunSummary[]>([])
  /** False while the engine does not answer. */
  const connected = shallowRef(true)
  /** Runs that ended while this window was looking; the frame says so once. */
  const ended = shallowRef<RunSummary | null>(null)
  const live = computed(() => runs.value.find((run) => isLive(run)) ?? null)
  const visibility = useDocumentVisibility()
  const timer = useTimeoutFn(refresh, () => (live.value || !connected.value ? BUSY_MILLISECONDS : IDLE_MILLISECONDS), {
    immediate: false,
  })

  /** Follows the runs of a project, until another is named ('' for none). */
  function follow(id: string) {
    project.value = id
    runs.value = []
    void refresh()
  }

  async function refresh(): Promise<void> {
    const asked = project.value
    if (asked === '') return
    try {
      const before = live.value
      const list = await api.training.runs.query({ project: asked })
      if (asked !== project.value) return
      runs.value = list
      connected.value = true
      const after = before && list.find((run) => run.id === before.id)
      if (after && !isLive(after)) ended.value = after
    } catch (error) {
      connected.value = errorOf(error).code !== 'IO'
    }
    if (visibility.value === 'visible') timer.start()
  }

  watch(visibility, (now) => now === 'visible' && void refresh())

  return { project, runs, live, ended, connected, follow, refresh }
})

function isLive(run: RunSummary): boolean {
  return run.status === 'running' || run.status === 'paused' || run.status === 'queued'
}
