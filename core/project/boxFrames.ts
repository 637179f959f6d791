/** Boxes whose frame had to be chosen at import, and reading them the other way later. */
import { readAnew } from '../dataset/frameReading.ts'
import { recordChange } from './history.ts'
import type { Project } from './project.ts'
import { parts } from './ranges.ts'
import { IN_IDS } from './tables.ts'
import type { BoxFrame, BoxUnit, LabelBox } from './types.ts'

/** An image of which the boxes can be read in two ways. */
export interface ChosenImage {
  id: number
  width: number
  height: number
  orientation: number
  frame: BoxFrame
  unit: BoxUnit
}

/** Images whose boxes are moved together; bounds what is held in memory. */
const AT_ONCE = 1000

const SELECT = `SELECT id, width, height, orientation, box_frame AS frame, box_unit AS unit FROM images`

/** Some images of a project; all when no ids are given. */
function among(images: readonly number[] | undefined): { sql: string; values: string[] } {
  return images === undefined ? { sql: '', values: [] } : { sql: ` AND id ${IN_IDS}`, values: [JSON.stringify(images)] }
}

/** How many images, of those named, were read in each frame, where there was a choice. */
export function countBoxFrames(project: Project, images?: readonly number[]): Record<BoxFrame, number> {
  const counts = { upright: 0, stored: 0 }
  const { sql: part, values } = among(images)
  const sql = `SELECT box_frame AS frame, count(*) AS count FROM images
    WHERE box_frame IS NOT NULL AND box_count > 0${part} GROUP BY 1`
  const rows = project.database.all<{ frame: BoxFrame; count: number }>(sql, ...values)
  for (const { frame, count } of rows) counts[frame] = count
  return counts
}

/** The image with most boxes among those with a choice, to show it on; null when there is none. */
export function exampleOfBoxFrames(project: Project, images?: readonly number[]): ChosenImage | null {
  const { sql: part, values } = among(images)
  const sql = `${SELECT} WHERE box_frame IS NOT NULL AND box_count > 0${part} ORDER BY box_count DESC, id LIMIT 1`
  return project.database.get<ChosenImage>(sql, ...values) ?? null
}

/** The boxes of an image as they would be in both frames. */
export function inBothFrames(image: ChosenImage, boxes: readonly LabelBox[]) {
  const imported = boxes.filter(({ origin }) => origin === 'import')
  const other = image.frame === 'upright' ? 'stored' : 'upright'
  const asIs = imported.map(({ x1, y1, x2, y2 }) => ({ x1, y1, x2, y2 }))
  const anew = imported.map((box) => readAnew(other, box, image.unit, image))
  return image.frame === 'upright' ? { upright: asIs, stored: anew } : { upright: anew, stored: asIs }
}

/**
 * Reads the imported boxes of all images with a choice (or of those named) in this frame, as one undo step; boxes that
 * people drew or took from a model stay where they are. Returns how many images changed.
 */
export function turnBoxes(project: Project, to: BoxFrame, only?: readonly number[]): number {
  const { database } = project
  const from: BoxFrame = to === 'stored' ? 'upright' : 'stored'
  const { sql: part, values } = among(only)
  const images = database.all<ChosenImage>(`${SELECT} WHERE box_frame = ?${part} ORDER BY id`, from, ...values)
  const title = `Turn the boxes of ${images.length} ${images.length === 1 ? 'photo' : 'photos'}`
  recordChange(project, title, (change) => {
    for (const part of parts(images, AT_ONCE)) {
      const byId = new Map(part.map((image) => [image.id, image]))
      const boxes = database.all<LabelBox & { image: number }>(
        `SELECT id, image_id AS image, x1, y1, x2, y2 FROM boxes WHERE origin = 'import' AND image_id ${IN_IDS}`,
        JSON.stringify([...byId.keys()]),
      )
      for (const box of boxes) {
        const image = byId.get(box.image)
        if (image) change.update('boxes', [box.id], { ...readAnew(to, box, image.unit, image) })
      }
      change.update('images', [...byId.keys()], { box_frame: to })
    }
  })
  return images.length
}
