/** The images' part of the API. */
import type { Services } from '../api/services.ts'
import { historyState, recordChange } from '../project/history.ts'
import { removeImages, setImageSplits, setImageStates } from '../project/images.ts'
import { imageCounts } from '../project/imageCounts.ts'
import { imageIds, imagePage } from '../project/imageQueries.ts'
import { addTags, listTags, removeTags } from '../project/tags.ts'
import type { ImageState, Split } from '../project/types.ts'
import type { Project } from '../project/project.ts'
import { listViews, removeView, saveView } from '../project/views.ts'
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

export function createViewServices(registry: ProjectRegistry): Services['views'] {
  const changed = (id: string, change: (project: Project) => void) => {
    const project = registry.get(id)
    change(project)
    return listViews(project)
  }
  return {
    list: (id) => listViews(registry.get(id)),
    save: (id, view) => changed(id, (project) => saveView(project, view)),
    remove: (id, name) => changed(id, (project) => removeView(project, name)),
  }
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
        setImageSplits(change, images, split, split === null),
      )
      return historyState(project)
    },
    remove(id, images) {
      const project = registry.get(id)
      recordChange(project, `Remove ${countedImages(images)}`, (change) => removeImages(change, images))
      return historyState(project)
    },
    tags: (id, images) => listTags(registry.get(id), images),
    tag(id, images, add, remove) {
      const project = registry.get(id)
      const verb = add.length > 0 ? `Tag ${countedImages(images)} ${add.join(', ')}` : `Untag ${countedImages(images)}`
      recordChange(project, verb, (change) => {
        removeTags(change, images, remove)
        addTags(change, images, add)
      })
      return historyState(project)
    },
  }
}
