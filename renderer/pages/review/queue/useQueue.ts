/** The queue of mistakes: what is in it, where one is, and going on. */
import { storeToRefs } from 'pinia'
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import type { Mistake, MistakeKind, ReviewedImage } from '../../../../core/api/types.ts'
import { api } from '../../../api.ts'
import { showError } from '../../../composables/errors.ts'
import { onHistoryStep } from '../../../composables/history.ts'
import { useProject } from '../../../stores/project.ts'
import { useReviewPlace } from '../../../stores/review.ts'
import { KINDS, mistakeKey } from '../verdicts.ts'
import type { Review } from '../useReview.ts'

export function useQueue(review: Review) {
  const project = useProject()
  const place = useReviewPlace()
  const { kinds, classId, index } = storeToRefs(place)
  const mistakes = shallowRef<Mistake[]>([])
  const loading = ref(true)
  const current = computed<Mistake | null>(() => mistakes.value[index.value] ?? null)
  const image = shallowRef<ReviewedImage | null>(null)
  let newest = 0
  let newestImage = 0

  /** Mistakes that the last fetch brought and that were not there before. */
  let appeared: ReadonlySet<string> = new Set()
  /** Images that undo or redo has just changed: a mistake that comes back there is shown. */
  let changedImages: ReadonlySet<number> = new Set()

  const cameBack = (list: readonly Mistake[]) =>
    list.findIndex((mistake) => changedImages.has(mistake.imageId) && appeared.has(mistakeKey(mistake)))

  /** The queue may have been fetched before or after the word of the step arrives. */
  onScopeDispose(
    onHistoryStep(({ imageIds }) => {
      changedImages = new Set(imageIds)
      const back = cameBack(mistakes.value)
      if (back >= 0) select(back)
    }),
  )

  /** Fetches the queue. The mistake one was at stays, or the next one takes its place. */
  async function refresh() {
    const request = review.request.value
    if (!request || review.threshold.value === null) return
    const asked = ++newest
    const { at } = place
    try {
      const list = await api.review.mistakes.query({
        project: project.id,
        request,
        kinds: kinds.value,
        classId: classId.value,
      })
      if (asked !== newest) return
      const before = new Set(mistakes.value.map(mistakeKey))
      appeared = new Set(before.size === 0 ? [] : list.map(mistakeKey).filter((key) => !before.has(key)))
      const back = cameBack(list)
      const found = back >= 0 ? back : list.findIndex((mistake) => mistakeKey(mistake) === at)
      mistakes.value = list
      index.value = found >= 0 ? found : Math.max(0, Math.min(index.value, list.length - 1))
      loading.value = false
      await showImage()
    } catch (error) {
      showError(error)
    }
  }

  /** Fetches the verdicts of the current mistake's image. */
  async function showImage() {
    place.at = current.value && mistakeKey(current.value)
    const request = review.request.value
    if (!current.value || !request) {
      image.value = null
      return
    }
    const asked = ++newestImage
    try {
      const next = await api.review.image.query({ project: project.id, request, image: current.value.imageId })
      if (asked === newestImage) image.value = next
    } catch (error) {
      showError(error)
    }
  }

  function go(step: number) {
    select(index.value + step)
  }

  function select(next: number) {
    changedImages = new Set()
    const inside = Math.max(0, Math.min(next, mistakes.value.length - 1))
    if (inside === index.value) return
    index.value = inside
    void showImage()
  }

  /** Takes mistakes out at once, before the engine has confirmed it: the next one is on screen without a wait. */
  function settle(settled: (mistake: Mistake) => boolean) {
    newest += 1
    changedImages = new Set()
    const before = mistakes.value.slice(0, index.value).filter((mistake) => !settled(mistake)).length
    mistakes.value = mistakes.value.filter((mistake) => !settled(mistake))
    index.value = Math.max(0, Math.min(before, mistakes.value.length - 1))
    void showImage()
  }

  /** One kind alone; the same once more brings all of them back. */
  function only(kind: MistakeKind) {
    kinds.value = kinds.value.length === 1 && kinds.value[0] === kind ? [...KINDS] : [kind]
  }

  watch([kinds, classId], () => {
    index.value = 0
    place.at = null
    void refresh()
  })
  watch([review.report], () => void refresh(), { immediate: true })

  return { kinds, classId, mistakes, index, current, image, loading, refresh, go, select, settle, only }
}

export type Queue = ReturnType<typeof useQueue>
