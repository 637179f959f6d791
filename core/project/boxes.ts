/** Boxes: rows to records, look-ups, and writing them through a recorder. */
import { StudioError } from '../api/errors.ts'
import { area, clip, ordered, type Edges } from '../geometry/box.ts'
import type { ChangeRecorder } from './changeRecorder.ts'
import type { Project } from './project.ts'
import { IN_IDS, type Value } from './tables.ts'
import type { BoxOrigin, LabelBox, NewBox } from './types.ts'

const BOX_COLUMNS =
  'id, image_id, class_id, x1, y1, x2, y2, difficult, truncated, crowd, occluded, attributes, note, origin, origin_run, created_at, updated_at'

/** The values of BOX_COLUMNS. */
type BoxValues = [
  ...sevenNumbers: [number, number, number, number, number, number, number],
  ...fourFlags: [number, number, number, number],
  attributes: string,
  note: string,
  origin: BoxOrigin,
  originRun: number | null,
  createdAt: string,
  updatedAt: string,
]

type EightNumbers = [number, number, number, number, number, number, number, number]

type PlainBox = Pick<LabelBox, 'id' | 'imageId' | 'classId' | 'x1' | 'y1' | 'x2' | 'y2' | 'truncated'>

/** The size that boxes are kept within; 0 by 0 when the image's size is not known. */
export interface Frame {
  width: number
  height: number
}

function toBox(row: BoxValues): LabelBox {
  const [id, imageId, classId, x1, y1, x2, y2, difficult, truncated, crowd, occluded, attributes, ...rest] = row
  const [note, origin, originRun, createdAt, updatedAt] = rest
  return {
    id,
    x1,
    y1,
    x2,
    y2,
    note,
    origin,
    imageId,
    classId,
    difficult: difficult === 1,
    truncated: truncated === 1,
    crowd: crowd === 1,
    occluded: occluded === 1,
    attributes: attributes === '{}' ? {} : (JSON.parse(attributes) as LabelBox['attributes']),
    originRun,
    createdAt,
    updatedAt,
  }
}

/** The boxes of an image in the order in which they were made. */
export function boxesOfImage(project: Project, imageId: number): LabelBox[] {
  const sql = `SELECT ${BOX_COLUMNS} FROM boxes WHERE image_id = ? ORDER BY id`
  return project.database.lists<BoxValues>(sql, imageId).map(toBox)
}

/** The boxes of these images, or of all when none are named, by image. Images without boxes are not in the map. */
export function boxesByImage(project: Project, imageIds?: number[]): Map<number, LabelBox[]> {
  const { database } = project
  const select = `SELECT ${BOX_COLUMNS} FROM boxes`
  const rows = imageIds
    ? database.eachList<BoxValues>(`${select} WHERE image_id ${IN_IDS} ORDER BY id`, JSON.stringify(imageIds))
    : database.eachList<BoxValues>(`${select} ORDER BY id`)
  const byImage = new Map<number, LabelBox[]>()
  for (const row of rows) {
    const box = toBox(row)
    const boxes = byImage.get(box.imageId)
    if (boxes) boxes.push(box)
    else byImage.set(box.imageId, [box])
  }
  return byImage
}

/** What counting and checking needs of every box, in the order in which they were made. */
export function allBoxes(project: Project): PlainBox[] {
  const sql = 'SELECT id, image_id, class_id, x1, y1, x2, y2, truncated FROM boxes ORDER BY id'
  const boxes: PlainBox[] = []
  for (const row of project.database.eachList<EightNumbers>(sql)) {
    const [id, imageId, classId, x1, y1, x2, y2, truncated] = row
    boxes.push({ id, imageId, classId, x1, y1, x2, y2, truncated: truncated === 1 })
  }
  return boxes
}

/** How many boxes of each class each image has: by image, then by class. Images without boxes are not in it. */
export function classCounts(project: Project): Map<number, Map<number, number>> {
  const counts = new Map<number, Map<number, number>>()
  const sql = 'SELECT image_id, class_id, boxes FROM image_classes ORDER BY image_id, class_id'
  for (const [imageId, classId, boxes] of project.database.lists<[number, number, number]>(sql)) {
    const own = counts.get(imageId)
    if (own) own.set(classId, boxes)
    else counts.set(imageId, new Map([[classId, boxes]]))
  }
  return counts
}

/** Adds a box and returns its id. @throws BAD_INPUT for a box without area inside the image. */
export function addBox(change: ChangeRecorder, imageId: number, frame: Frame, box: NewBox): number {
  const now = new Date().toISOString()
  return change.insert('boxes', {
    image_id: imageId,
    ...boxColumns(box),
    class_id: box.classId,
    ...edgesWithin(box, frame),
    difficult: box.difficult ? 1 : 0,
    truncated: box.truncated ? 1 : 0,
    crowd: box.crowd ? 1 : 0,
    occluded: box.occluded ? 1 : 0,
    attributes: JSON.stringify(box.attributes ?? {}),
    note: box.note ?? '',
    origin: box.origin ?? 'person',
    origin_run: box.originRun ?? null,
    created_at: now,
    updated_at: now,
  })
}

/**
 * Changes a box of an image: only what is given. An imported box with other edges is the person's: where the import had
 * it, and in which frame, means nothing any more.
 * @throws NOT_FOUND when the image has no such box, BAD_INPUT when no area would be left inside the image.
 */
export function updateBox(
  change: ChangeRecorder,
  imageId: number,
  frame: Frame,
  id: number,
  values: Partial<NewBox>,
): void {
  const sql = 'SELECT x1, y1, x2, y2, origin FROM boxes WHERE id = ? AND image_id = ?'
  const before = change.database.get<Edges & { origin: BoxOrigin }>(sql, id, imageId)
  if (!before) throw noSuchBox(id, imageId)
  const columns = boxColumns(values)
  const moved = [values.x1, values.y1, values.x2, values.y2].some((edge) => edge !== undefined)
  if (moved) {
    const { x1 = before.x1, y1 = before.y1, x2 = before.x2, y2 = before.y2 } = values
    Object.assign(columns, edgesWithin({ x1, y1, x2, y2 }, frame))
    if (before.origin === 'import') columns['origin'] = 'person'
  }
  change.update('boxes', [id], columns)
}

/** @throws NOT_FOUND when the image has no such box. */
export function removeBox(change: ChangeRecorder, imageId: number, id: number): void {
  if (!change.database.get('SELECT 1 FROM boxes WHERE id = ? AND image_id = ?', id, imageId)) {
    throw noSuchBox(id, imageId)
  }
  change.remove('boxes', [id])
}

/** Removes all boxes of images. */
export function removeBoxesOf(change: ChangeRecorder, imageIds: number[]): void {
  const sql = `SELECT id FROM boxes WHERE image_id ${IN_IDS} ORDER BY id`
  const boxes = change.database.lists<[number]>(sql, JSON.stringify(imageIds))
  change.remove(
    'boxes',
    boxes.map(([id]) => id),
  )
}

function noSuchBox(id: number, imageId: number): StudioError {
  const hint = 'It may have been deleted in another window.'
  return new StudioError('NOT_FOUND', `Image ${imageId} has no box ${id}.`, hint, { box: id, image: imageId })
}

/** The columns for what is given, edges aside. */
function boxColumns(values: Partial<NewBox>): Record<string, Value> {
  const columns: Record<string, Value> = {}
  if (values.classId !== undefined) columns['class_id'] = values.classId
  if (values.note !== undefined) columns['note'] = values.note
  if (values.attributes !== undefined) columns['attributes'] = JSON.stringify(values.attributes)
  for (const flag of ['difficult', 'truncated', 'crowd', 'occluded'] as const) {
    const value = values[flag]
    if (value !== undefined) columns[flag] = value ? 1 : 0
  }
  return columns
}

/** A box's edges in order and inside the image. */
function edgesWithin(box: Edges, frame: Frame): Record<keyof Edges, number> {
  const { x1, y1, x2, y2 } = box
  if (![x1, y1, x2, y2].every(Number.isFinite)) {
    throw new StudioError('BAD_INPUT', `The box ${x1}, ${y1}, ${x2}, ${y2} has an edge that is not a number.`)
  }
  const known = frame.width > 0 && frame.height > 0
  const upright = ordered({ x1, y1, x2, y2 })
  const inside = known ? clip(upright, frame.width, frame.height) : upright
  if (area(inside) > 0) return inside
  const where = known ? ` inside the image of ${frame.width} x ${frame.height} pixels` : ''
  throw new StudioError('BAD_INPUT', `The box ${x1}, ${y1}, ${x2}, ${y2} has no area${where}.`, 'Draw it again.')
}
