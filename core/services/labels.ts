/** The labels' part of the API, with undo and redo. */
import type { HistoryResult } from '../api/types.ts'
import type { Services } from '../api/services.ts'
import { historyState } from '../project/history.ts'
import { editLabels, getLabels } from '../project/labels.ts'
import type { ProjectRegistry } from './registry.ts'
import { carryOut } from './work/carryOut.ts'

/** Images that a step changes from which on it is left to a thread; steps name no more than these. */
const LARGE_STEP = 1_000

export function createLabelServices(registry: ProjectRegistry): Services['labels'] {
  const stepped = async (id: string, direction: 'undo' | 'redo'): Promise<HistoryResult> => {
    const project = registry.get(id)
    const large = (historyState(project)[direction]?.imageIds.length ?? 0) >= LARGE_STEP
    const step = await carryOut(project, direction, undefined, { large })
    return { step, history: historyState(project) }
  }
  return {
    get: (id, image) => getLabels(registry.get(id), image),
    edit(id, image, edits, title) {
      const project = registry.get(id)
      const added = editLabels(project, image, edits, title)
      return { labels: getLabels(project, image), added, history: historyState(project) }
    },
    undo: (id) => stepped(id, 'undo'),
    redo: (id) => stepped(id, 'redo'),
    history: (id) => historyState(registry.get(id)),
  }
}
