/** The queue of mistakes: what is in it, where one is, and going on. */
import { computed, ref, shallowRef, watch } from 'vue'
import type { Mistake, MistakeKind, ReviewedImage } from '../../../../core/api/types.ts'
import { api } from '../../../api.ts'
import { showError } from '../../../composables/errors.ts'
import { useProject } from '../../../stores/project.ts'
import { KINDS, mistakeKey } from '../verdicts.ts'
import type { Review } from '../useReview.ts'

export function useQueue(review: Review) {
  const project = useProject()
  const kinds = ref<MistakeKind[]>([...KINDS])
  const classId = ref<number | null>(null)
  const mistakes = shallowRef<Mistake[]>([])
  const index = ref(0)
  const loading = ref(true)
  const current = computed<Mistake | null>(() => mistakes.value[index.value] ?? null)
  const image = shallowRef<ReviewedImage | null>(null)
  let newest = 0
  let newestImage = 0

  /** Fetches the queue. The mistake one was at stays, or the next one takes its place. */
  async function refresh() {
    const request = review.request.value
    if (!request || review.threshold.value === null) return
    const asked = ++newest
    const at = current.value && mistakeKey(current.value)
    try {
      const list = await api.review.mistakes.query({
        project: project.id,
        request,
        kinds: kinds.value,
        classId: classId.value,
      })
      if (asked !== newest) return
      const found = at === null ? -1 : list.findIndex((mistake) => mistakeKey(mistake) === at)
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
    const inside = Math.max(0, Math.min(next, mistakes.value.length - 1))
    if (inside === index.value) return
    index.value = inside
    void showImage()
  }

  /** One kind alone; the same once more brings all of them back. */
  function only(kind: MistakeKind) {
    kinds.value = kinds.value.length === 1 && kinds.value[0] === kind ? [...KINDS] : [kind]
  }

  watch([kinds, classId], () => {
    index.value = 0
    void refresh()
  })
  watch([review.report], () => void refresh(), { immediate: true })

  return { kinds, classId, mistakes, index, current, image, loading, refresh, go, select, only }
}

export type Queue = ReturnType<typeof useQueue>
