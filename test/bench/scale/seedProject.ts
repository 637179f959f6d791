/** Tags, detections and boxes drawn twice for searches to find, written as the engine writes them; run while no engine has the project open. */
import { boxesByImage } from '../../../core/project/boxes.ts'
import { bulkInsert } from '../../../core/project/bulkInsert.ts'
import { listClasses } from '../../../core/project/classes.ts'
import { recordChange } from '../../../core/project/history.ts'
import { listImages } from '../../../core/project/images.ts'
import { openProject, type Project } from '../../../core/project/project.ts'
import { addRun } from '../../../core/project/runs.ts'
import { storeDetections } from '../../../core/project/suggestions.ts'
import { addTags } from '../../../core/project/tags.ts'
import { resolveConfig } from '../../../core/training/resolveConfig.ts'

/**
 * Every tenth image is tagged; a run has looked at every image and found up to four objects on each; in every twentieth
 * image with boxes the first one is there once more, a hundredth of its width further on.
 */
export function seedProject(location: string): void {
  const project = openProject(location)
  const ids = listImages(project).map(({ id }) => id)
  recordChange(project, 'Tag', (change) =>
    addTags(
      change,
      ids.filter((id) => id % 10 === 0),
      ['night'],
    ),
  )
  drawTwice(
    project,
    ids.filter((id) => id % 20 === 0),
  )
  const config = resolveConfig('quick', {})
  const run = addRun(project, { name: 'Bench', status: 'finished', preset: 'quick', config })
  const found = ids.map((imageId) => ({
    imageId,
    detections: Array.from({ length: imageId % 5 }, (_, index) => {
      const score = ((imageId * 37 + index * 11) % 1000) / 1000
      return { classId: 1 + (imageId % 20), score, x1: 10, y1: 10, x2: 40 + index, y2: 50 }
    }),
  }))
  storeDetections(project, run.id, found)
  project.close()
}

function drawTwice(project: Project, ids: number[]): void {
  const names = new Map(listClasses(project).map(({ id, name }) => [id, name]))
  const existing = [...boxesByImage(project, ids)].flatMap(([imageId, [first]]) => {
    if (!first) return []
    const { x1, y1, x2, y2, classId } = first
    const by = (x2 - x1) / 100
    const box = { className: names.get(classId) ?? '', x1: x1 + by, y1, x2: x2 + by, y2 }
    return [{ imageId, boxes: [box] }]
  })
  bulkInsert(project, 'Draw twice', { classes: [], images: [], existing })
}
