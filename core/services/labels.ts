/** The labels' part of the API, with undo and redo. */
import type { HistoryResult } from '../api/types.ts'
import type { Services } from '../api/services.ts'
import { historyState, redo, undo } from '../project/history.ts'
import { editLabels, getLabels } from '../project/labels.ts'
import type { Project } from '../project/project.ts'
import type { ProjectRegistry } from './registry.ts'

export function createLabelServices(registry: ProjectRegistry): Services['labels'] {
  const stepped = (id: string, step: typeof undo): HistoryResult => {
    const project: Project = registry.get(id)
    return { step: step(project), history: historyState(project) }
  }
  return {
    get: (id, image) => getLabels(registry.get(id), image),
    edit(id, image, edits, title) {
      const project = registry.get(id)
      const added = editLabels(project, image, edits, title)
      return { labels: getLabels(project, image), added, history: historyState(project) }
    },
    undo: (id) => stepped(id, undo),
    redo: (id) => stepped(id, redo),
    history: (id) => historyState(registry.get(id)),
  }
}
