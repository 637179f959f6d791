/** A run's detections on the present image, on a layer of their own: accepted one by one, all at once, or rejected. */
import { computed, shallowRef, watch } from 'vue'
import type { RunSummary, Suggestion } from '../../../../core/api/types.ts'
import { api } from '../../../api.ts'
import { orShowError, showError } from '../../../composables/errors.ts'
import { isReviewable } from '../../../runStatus.ts'
import { useLabels } from '../../../stores/labels.ts'
import { useProject } from '../../../stores/project.ts'

const THRESHOLD_STEP = 0.05
/** Links from a review at a low threshold lead to suggestions of such scores. */
const LEAST_SCORE = 0.001

export function useSuggestions() {
  const project = useProject()
  const labels = useLabels()
  const runs = shallowRef<RunSummary[]>([])
  const run = shallowRef<number | null>(null)
  const threshold = shallowRef(0.5)
  const all = shallowRef<Suggestion[]>([])
  const selected = shallowRef<number | null>(null)
  const shown = computed(() => all.value.filter((entry) => entry.score >= threshold.value))
  let newest = 0

  async function loadRuns() {
    const list = await orShowError(() => api.training.runs.query({ project: project.id }))
    runs.value = (list ?? []).filter(isReviewable)
  }

  async function load() {
    const request = ++newest
    const image = labels.image
    if (image === null || run.value === null) {
      all.value = []
      return
    }
    try {
      const list = await api.review.suggestions.query({
        project: project.id,
        image,
        run: run.value,
        minimumScore: LEAST_SCORE,
      })
      if (request === newest) all.value = list
    } catch (error) {
      showError(error)
    }
  }

  function choose(next: number | null) {
    if (next === run.value) return
    run.value = next
    selected.value = null
  }

  function accept(ids: number[]) {
    if (ids.length === 0) return
    labels.accept(ids)
    all.value = all.value.map((entry) => (ids.includes(entry.id) ? { ...entry, state: 'accepted' } : entry))
  }

  async function reject(ids: number[]) {
    if (ids.length === 0) return
    all.value = all.value.map((entry) => (ids.includes(entry.id) ? { ...entry, state: 'rejected' } : entry))
    try {
      await api.review.reject.mutate({ project: project.id, suggestions: ids })
    } catch (error) {
      showError(error)
      // They are as they were.
      await load()
    }
  }

  function moveThreshold(direction: 1 | -1) {
    // A link may have set it between two steps.
    const next = Math.round(threshold.value / THRESHOLD_STEP + direction) * THRESHOLD_STEP
    threshold.value = Math.min(0.95, Math.max(0.05, next))
  }

  watch([() => labels.image, run], () => {
    all.value = []
    selected.value = null
    void load()
  })
  watch(() => project.revision, load)

  return { runs, run, threshold, all, shown, selected, loadRuns, load, choose, accept, reject, moveThreshold }
}
