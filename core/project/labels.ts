/** The labels of one image, and editing them. */
import { StudioError } from '../api/errors.ts'
import { addBox, boxesOfImage, removeBox, updateBox } from './boxes.ts'
import type { ChangeRecorder } from './changeRecorder.ts'
import { recordChange } from './history.ts'
import { getImage } from './images.ts'
import type { Project } from './project.ts'
import type { ImageLabels, ImageRecord, LabelEdit } from './types.ts'

/** @throws NOT_FOUND when the project has no such image. */
export function getLabels(project: Project, imageId: number): ImageLabels {
  return { image: getImage(project, imageId), boxes: boxesOfImage(project, imageId) }
}

/**
 * Applies edits to one image as one undo step and returns the ids of added boxes, in order. Either all edits are made
 * or none. A 'new' image becomes 'in-progress', as does an 'empty' one that gets a box.
 */
export function editLabels(project: Project, imageId: number, edits: LabelEdit[], title: string): number[] {
  return recordChange(project, title, (change) => {
    const image = getImage(project, imageId)
    const added: number[] = []
    for (const edit of edits) {
      if (edit.kind === 'add') {
        assertClass(change, edit.box.classId)
        added.push(addBox(change, imageId, image, edit.box))
      } else if (edit.kind === 'update') {
        if (edit.change.classId !== undefined) assertClass(change, edit.change.classId)
        updateBox(change, imageId, image, edit.id, edit.change)
      } else {
        removeBox(change, imageId, edit.id)
      }
    }
    if (change.changes.length > 0) startProgress(change, [image], added.length > 0)
    return added
  })
}

/** Raises images' states after their labels were touched: work has begun, and what has boxes is not empty. */
export function startProgress(
  change: ChangeRecorder,
  images: ReadonlyArray<Pick<ImageRecord, 'id' | 'state'>>,
  gotBox: boolean,
): void {
  const begun = images.filter(({ state }) => state === 'new' || (state === 'empty' && gotBox))
  change.update(
    'images',
    begun.map((image) => image.id),
    { state: 'in-progress' },
  )
}

function assertClass(change: ChangeRecorder, id: number): void {
  if (change.database.get('SELECT 1 FROM classes WHERE id = ?', id)) return
  throw new StudioError('NOT_FOUND', `There is no class ${id}.`, 'It may have been removed; choose another class.', {
    id,
  })
}
