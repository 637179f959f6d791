/** Taking in many images with their boxes at once: one transaction, one undo entry. */
import { StudioError } from '../api/errors.ts'
import { addBox, removeBoxesOf, type Frame } from './boxes.ts'
import { ensureClass, ensureClasses } from './classes.ts'
import type { ChangeRecorder } from './changeRecorder.ts'
import { recordChange } from './history.ts'
import { addImage, setImageStates, type NewImage } from './images.ts'
import { startProgress } from './labels.ts'
import type { Project } from './project.ts'
import { relinkImages, type NewPlace } from './relink.ts'
import type { BoxFrame, BoxUnit, ImageRecord, ImageState, NewBox } from './types.ts'

/** A box whose class is given by its name. */
export type ImportedBox = Omit<NewBox, 'classId'> & { className: string }

/** Boxes, and perhaps a state, for an image that the project has; with `replace` the boxes that it has go. */
export interface ExistingImage extends Pick<NewImage, 'boxFrame' | 'boxUnit' | 'staleTag'> {
  imageId: number
  boxes: ImportedBox[]
  state?: ImageState
  replace?: boolean
}

export interface BulkImages {
  /** In the order in which new ones are to be added; classes that exist are matched by exact name. */
  classes: Array<{ name: string; color?: string }>
  images: Array<NewImage & { boxes: ImportedBox[] }>
  existing?: ExistingImage[]
  /** Images of the project whose files were found in another place. */
  relink?: NewPlace[]
}

export interface BulkResult {
  /** Ids of the added images, in order. */
  imageIds: number[]
  boxes: number
  /** How many classes were new. */
  addedClasses: number
}

/**
 * Inserts images with their boxes (origin 'import' unless told), about 10,000 images a second with a few boxes each.
 * All or nothing. @throws CONFLICT for a path that the project has, BAD_INPUT for a box without area inside its image.
 */
export function bulkInsert(project: Project, title: string, data: BulkImages): BulkResult {
  return recordChange(project, title, (change) => {
    const before = countClasses(project)
    const classIds = ensureClasses(change, data.classes)
    // All images before all boxes: the journal then records each as a few ranges of ids.
    const imageIds = data.images.map((image) => addImage(change, image))
    let boxes = 0
    const add = (imageId: number, frame: Frame, imported: ImportedBox[]) => {
      for (const box of imported) {
        const classId = classIds.get(box.className) ?? ensureClass(change, box.className)
        classIds.set(box.className, classId)
        addBox(change, imageId, frame, { origin: 'import', ...box, classId })
        boxes++
      }
    }
    for (const [index, imageId] of imageIds.entries()) {
      const image = data.images[index]
      if (image) add(imageId, image, image.boxes)
    }
    const existing = withPlaces(project, data.existing ?? [])
    removeBoxesOf(
      change,
      existing.flatMap(({ replace, imageId }) => (replace ? [imageId] : [])),
    )
    for (const { imageId, place, boxes: imported } of existing) add(imageId, place, imported)
    noteFrames(change, existing)
    relinkImages(change, data.relink ?? [])
    // States after all boxes and by groups, again for the journal.
    const unmarked = existing.filter((one) => one.state === undefined)
    for (const gotBox of [true, false]) {
      const images = unmarked.filter((one) => one.boxes.length > 0 === gotBox)
      startProgress(
        change,
        images.map(({ place }) => place),
        gotBox,
      )
    }
    for (const state of new Set(existing.map((one) => one.state))) {
      const marked = existing.filter((one) => one.state === state)
      if (state)
        setImageStates(
          change,
          marked.map((one) => one.imageId),
          state,
        )
    }
    return { imageIds, boxes, addedClasses: countClasses(project) - before }
  })
}

/** What inserting boxes needs of an image that is there. */
type Place = Pick<ImageRecord, 'id' | 'width' | 'height' | 'state'>

/** @throws NOT_FOUND when the project has no such image. */
function withPlaces({ database, name }: Project, existing: readonly ExistingImage[]) {
  const select = 'SELECT id, width, height, state FROM images WHERE id = ?'
  return existing.map((one) => {
    const place = database.get<Place>(select, one.imageId)
    if (place) return { ...one, place }
    const hint = 'It may have been removed.'
    throw new StudioError('NOT_FOUND', `There is no image ${one.imageId} in ${name}.`, hint, { id: one.imageId })
  })
}

/** What was said of the boxes before no longer holds. */
function noteFrames(change: ChangeRecorder, images: readonly ExistingImage[]): void {
  const read = Map.groupBy(
    images.filter(({ boxes }) => boxes.length > 0),
    ({ boxFrame = null, boxUnit = 'pixels', staleTag = false }) =>
      JSON.stringify([boxFrame, boxFrame && boxUnit, Number(staleTag)]),
  )
  for (const [key, group] of read) {
    const [frame, unit, stale] = JSON.parse(key) as [BoxFrame | null, BoxUnit | null, number]
    change.update(
      'images',
      group.map(({ imageId }) => imageId),
      { box_frame: frame, box_unit: unit, stale_tag: stale },
    )
  }
}

function countClasses(project: Project): number {
  return project.database.get<{ count: number }>('SELECT count(*) AS count FROM classes')?.count ?? 0
}
