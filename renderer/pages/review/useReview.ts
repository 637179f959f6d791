/** The review's state: run, split, threshold, and the report that belongs to them. */
import { useDebounceFn } from '@vueuse/core'
import { storeToRefs } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { ErrorBody } from '../../../core/api/errors.ts'
import type { ReviewReport } from '../../../core/api/types.ts'
import type { Split } from '../../../core/project/types.ts'
import { api, errorOf } from '../../api.ts'
import { isReviewable } from '../../runStatus.ts'
import { useProject } from '../../stores/project.ts'
import { useReviewPlace } from '../../stores/review.ts'
import { useRuns } from '../../stores/runs.ts'

/** While the slider moves, a report is asked for at most this often. */
const SLIDE_MS = 60

export type Part = Split | 'all'

export function useReview() {
  const route = useRoute()
  const router = useRouter()
  const project = useProject()
  const store = useRuns()
  const ready = shallowRef(false)
  const place = useReviewPlace()
  place.open(project.id)
  const { split, threshold, tab } = storeToRefs(place)
  const report = shallowRef<ReviewReport | null>(null)
  const problem = shallowRef<ErrorBody | null>(null)
  let newest = 0

  const usable = computed(() => store.runs.filter(isReviewable))
  const runId = computed(() => {
    const wanted = Number(route.params['run'])
    return usable.value.find(({ id }) => id === wanted)?.id ?? usable.value[0]?.id ?? null
  })
  const run = computed(() => usable.value.find(({ id }) => id === runId.value) ?? null)
  const request = computed(() =>
    runId.value === null ? null : { run: runId.value, split: split.value, threshold: threshold.value ?? 0.5 },
  )

  /** Once, when the page opens. */
  async function start() {
    await store.refresh()
    ready.value = true
    await refresh()
  }

  /** Fetches the report; the first one of a run and split also chooses the threshold. */
  async function refresh() {
    if (!request.value) return
    const asked = ++newest
    const subject = `${request.value.run}:${request.value.split}`
    if (place.subject !== subject) {
      place.subject = subject
      threshold.value = null
    }
    try {
      let next = await api.review.report.query({ project: project.id, request: request.value })
      if (threshold.value === null && asked === newest) {
        threshold.value = next.bestThreshold
        next = await api.review.report.query({ project: project.id, request: request.value })
      }
      if (asked !== newest) return
      report.value = next
      problem.value = null
    } catch (error) {
      if (asked === newest) problem.value = errorOf(error)
    }
  }

  /** After the model has looked at images: the first ones choose the threshold anew. */
  async function detected() {
    if (report.value?.images === 0) place.subject = ''
    await refresh()
  }

  const refreshSoon = useDebounceFn(refresh, SLIDE_MS, { maxWait: 2 * SLIDE_MS })

  function choose(run: number) {
    return router.replace({ name: 'review', params: { ...route.params, run: String(run) }, query: route.query })
  }

  watch([runId, split], () => {
    if (!ready.value) return
    report.value = null
    void refresh()
  })
  watch(threshold, (next, before) => {
    if (next !== null && before !== null) void refreshSoon()
  })
  watch(
    () => project.revision,
    () => void refresh(),
  )

  return {
    ready,
    usable,
    run,
    runId,
    split,
    threshold,
    request,
    tab,
    report,
    problem,
    start,
    refresh,
    detected,
    choose,
  }
}

export type Review = ReturnType<typeof useReview>
