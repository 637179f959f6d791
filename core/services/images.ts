/** The images' part of the API. */
import type { Services } from '../api/services.ts'
import { historyState, recordChange } from '../project/history.ts'
import { removeImages, setImageSplits, setImageStates } from '../project/images.ts'
import { imageCounts, imageIds, imagePage } from '../project/imageQueries.ts'
import type { ImageState, Split } from '../project/types.ts'
import type { ProjectRegistry } from './registry.ts'

const STATE_WORDS: Record<ImageState, string> = {
  new: 'as new',
  'in-progress': 'as in progress',
  done: 'as done',
  empty: 'as done and empty',
}

const SPLIT_WORDS: Record<Split, string> = { train: 'training', val: 'validation', test: 'test' }

/** "image" or "12 images". */
function countedImages(images: number[]): string {
  return images.length === 1 ? 'image' : `${images.length} images`
}

export function createImageServices(registry: ProjectRegistry): Services['images'] {
  return {
    page: (id, query, offset, limit) => imagePage(registry.get(id), query, offset, limit),
    ids: (id, query) => imageIds(registry.get(id), query),
    counts: (id, filter) => imageCounts(registry.get(id), filter),
    setState(id, images, state) {
      const project = registry.get(id)
      const title = `Mark ${countedImages(images)} ${STATE_WORDS[state]}`
      recordChange(project, title, (change) => setImageStates(change, images, state))
      return historyState(project)
    },
    setSplit(id, images, split) {
      const project = registry.get(id)
      const where = split === null ? 'Take' : 'Put'
      const to = split === null ? 'out of all parts' : `in the ${SPLIT_WORDS[split]} part`
      recordChange(project, `${where} ${countedImages(images)} ${to}`, (change) =>
        setImageSplits(change, images, split),
      )
      return historyState(project)
    },
    remove(id, images) {
      const project = registry.get(id)
      recordChange(project, `Remove ${countedImages(images)}`, (change) => removeImages(change, images))
      return historyState(project)
    },
  }
}
