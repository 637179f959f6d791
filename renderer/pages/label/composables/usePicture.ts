/**
 * The decoded picture of the open image. Until it is there its thumbnail stands in for it; the picture of the image before
 * is never under its boxes.
 */
import { useTimeoutFn } from '@vueuse/core'
import { computed, shallowRef } from 'vue'
import type { ErrorBody } from '../../../../core/api/errors.ts'
import { errorOf, pictureUrl } from '../../../api.ts'
import { useLabels } from '../../../stores/labels.ts'
import { PictureError, thumbnail } from '../../../stores/labels/pictures.ts'
import { useProject } from '../../../stores/project.ts'

/** Most pictures are there sooner: a word that flickers would only disturb. */
const PATIENCE_MS = 500

/** `likely` names the images that will probably be opened next, most likely first. */
export function usePicture(likely: () => Array<number | null>) {
  const labels = useLabels()
  const project = useProject()
  const shown = shallowRef<ImageBitmap | null>(null)
  /** What is shown is only the thumbnail. */
  const preliminary = shallowRef(false)
  const problem = shallowRef<ErrorBody | null>(null)
  /** The picture lets one wait. */
  const slow = shallowRef(false)
  const patience = useTimeoutFn(() => (slow.value = true), PATIENCE_MS, { immediate: false })
  let newest = 0

  async function show() {
    const request = ++newest
    const { record } = labels
    problem.value = null
    settle(null)
    if (!record) return
    if (record.problem !== null) {
      problem.value = { code: 'BROKEN_FILE', message: record.problem }
      return prefetch(request)
    }
    const url = labels.pictureOf(record)
    shown.value = labels.pictures.ready(url)
    if (!shown.value) {
      patience.start()
      void showThumbnail(request)
    }
    try {
      const picture = await labels.pictures.show(url)
      if (request === newest) settle(picture)
    } catch (error) {
      if (request !== newest) return
      settle(null)
      problem.value = error instanceof PictureError ? error.body : errorOf(error)
    }
    await prefetch(request)
  }

  /** The picture itself is there, or will not come. */
  function settle(picture: ImageBitmap | null) {
    patience.stop()
    slow.value = false
    if (preliminary.value) shown.value?.close()
    preliminary.value = false
    shown.value = picture
  }

  async function showThumbnail(request: number) {
    const { record } = labels
    if (!record) return
    const small = await thumbnail(pictureUrl(project.id, record, 'thumb'))
    if (request !== newest || shown.value !== null || problem.value !== null) return small?.close()
    preliminary.value = small !== null
    shown.value = small
  }

  /** One after the other, so that the present image's own requests never wait behind them. */
  async function prefetch(request: number) {
    for (const id of likely()) {
      if (request !== newest) return
      if (id !== null) await labels.prefetch(id)
    }
  }

  /** Of parts at full size, for a picture that is too large to come whole. */
  const tileAddress = computed(() => {
    const { record } = labels
    const smaller = record !== null && !preliminary.value && shown.value !== null && shown.value.width < record.width
    return smaller ? pictureUrl(project.id, record, 'tile') : null
  })

  return { shown, problem, slow, show, tileAddress }
}
