/** Everything about one run, fetched again when its name or state changes. */
import { shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { RunDetail, RunSummary } from '../../../core/api/types.ts'
import { api } from '../../api.ts'
import { showError } from '../../composables/errors.ts'
import { useProject } from '../../stores/project.ts'

export function useDetail(run: Ref<RunSummary | null>): ShallowRef<RunDetail | null> {
  const project = useProject()
  const detail = shallowRef<RunDetail | null>(null)
  watch(
    () => [run.value?.id, run.value?.name, run.value?.status] as const,
    async ([id], before) => {
      if (id !== before?.[0]) detail.value = null
      if (id === undefined) return
      try {
        const next = await api.training.run.query({ project: project.id, run: id })
        if (run.value?.id === id) detail.value = next
      } catch (error) {
        showError(error)
      }
    },
    { immediate: true },
  )
  return detail
}
