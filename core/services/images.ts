/** The images' part of the API. */
import type { Services } from '../api/services.ts'
import { historyState } from '../project/history.ts'
import { imagePage } from '../project/imageQueries.ts'
import { listTags } from '../project/tags.ts'
import type { ImageState, Split } from '../project/types.ts'
import type { Project } from '../project/project.ts'
import { listViews, removeView, saveView } from '../project/views.ts'
import { backUpBefore, type BulkKeeper } from './backups/bulk.ts'
import type { ProjectRegistry } from './registry.ts'
import { carryOut } from './work/carryOut.ts'
import type { TaskInput } from './work/tasks.ts'

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

/** Images from which on a change of all of them is left to a thread. */
const LARGE_CHANGE = 2_000

type BulkName = 'setState' | 'setSplit' | 'remove' | 'tag'

export function createImageServices(registry: ProjectRegistry, keeper: BulkKeeper): Services['images'] {
  const change = async <Name extends BulkName>(id: string, name: Name, input: TaskInput<Name>) => {
    const project = registry.get(id)
    await carryOut(project, name, input, { large: input.images.length >= LARGE_CHANGE })
    return historyState(project)
  }
  return {
    page: (id, query, offset, limit) => imagePage(registry.get(id), query, offset, limit),
    ids: (id, query) => carryOut(registry.get(id), 'ids', query),
    list: (id, query, rows, signal) => carryOut(registry.get(id), 'list', { query, rows }, { signal }),
    counts: (id, filter, signal) => carryOut(registry.get(id), 'counts', filter, { signal }),
    setState: (id, images, state) =>
      change(id, 'setState', { images, state, title: `Mark ${countedImages(images)} ${STATE_WORDS[state]}` }),
    setSplit(id, images, split) {
      const where = split === null ? 'Take' : 'Put'
      const to = split === null ? 'out of all parts' : `in the ${SPLIT_WORDS[split]} part`
      return change(id, 'setSplit', { images, split, title: `${where} ${countedImages(images)} ${to}` })
    },
    async remove(id, images) {
      await backUpBefore(keeper, registry.get(id), { kind: 'remove-images', images: images.length })
      return change(id, 'remove', { images, title: `Remove ${countedImages(images)}` })
    },
    tags: (id, images) => listTags(registry.get(id), images),
    tag(id, images, add, remove) {
      const verb = add.length > 0 ? `Tag ${countedImages(images)} ${add.join(', ')}` : `Untag ${countedImages(images)}`
      return change(id, 'tag', { images, add, remove, title: verb })
    },
  }
}
