/** The decoded picture of the open image. The one before stays until the new one is ready, but never under its boxes. */
import { shallowRef } from 'vue'
import type { ErrorBody } from '../../../../core/api/errors.ts'
import { errorOf } from '../../../api.ts'
import { useLabels } from '../../../stores/labels.ts'
import { PictureError } from '../../../stores/labels/pictures.ts'

/** `likely` names the images that will probably be opened next, most likely first. */
export function usePicture(likely: () => Array<number | null>) {
  const labels = useLabels()
  const shown = shallowRef<ImageBitmap | null>(null)
  const problem = shallowRef<ErrorBody | null>(null)
  let newest = 0

  async function show() {
    const request = ++newest
    const { record } = labels
    problem.value = null
    if (!record) return
    if (record.problem !== null) {
      shown.value = null
      problem.value = { code: 'BROKEN_FILE', message: record.problem }
      return prefetch(request)
    }
    const url = labels.pictureOf(record)
    shown.value = labels.pictures.ready(url)
    try {
      const picture = await labels.pictures.show(url)
      if (request === newest) shown.value = picture
    } catch (error) {
      if (request === newest) problem.value = error instanceof PictureError ? error.body : errorOf(error)
    }
    await prefetch(request)
  }

  /** One after the other, so that the present image's own requests never wait behind them. */
  async function prefetch(request: number) {
    for (const id of likely()) {
      if (request !== newest) return
      if (id !== null) await labels.prefetch(id)
    }
  }

  return { shown, problem, show }
}
