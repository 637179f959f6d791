/** Pages of images and counts, for grids and filters: fast with a hundred thousand images. */
import type { ImageList, ImagePage } from '../api/types.ts'
import type { ImageQuery } from '../api/services.ts'
import { knownBoxNumbers } from './boxNumbers.ts'
import { filterCondition, queryOrder } from './imageFilter.ts'
import { IMAGE_COLUMNS, toImage, type ImageTableRow } from './images.ts'
import type { Project } from './project.ts'
import { IN_IDS } from './tables.ts'
import type { ImageFilter, ImageRow } from './types.ts'

/** A page of images with their boxes, and how many there are in all. */
export function imagePage(project: Project, query: ImageQuery, offset: number, limit: number): ImagePage {
  return { total: countImages(project, query.filter), rows: imageRows(project, query, offset, limit) }
}

function imageRows(project: Project, query: ImageQuery, offset: number, limit: number): ImageRow[] {
  const { database } = project
  const { sql, values } = filterCondition(query.filter)
  const select = `SELECT ${IMAGE_COLUMNS}, preview FROM images WHERE ${sql} ORDER BY ${queryOrder(query)} LIMIT ? OFFSET ?`
  const found = database.all<ImageTableRow & { preview: string | null }>(select, ...values, limit, offset)
  const images = found.map(({ preview, ...image }) => ({ ...toImage(image), preview }))
  const boxes = pageBoxes(
    project,
    images.filter((image) => image.boxCount > 0).map((image) => image.id),
  )
  return images.map((image) => ({ ...image, boxes: boxes.get(image.id) ?? [] }))
}

/** The ids of all images of a query, in order. */
export function imageIds(project: Project, query: ImageQuery): number[] {
  const { sql, values } = filterCondition(query.filter, undefined, () => knownBoxNumbers(project))
  const select = `SELECT id FROM images WHERE ${sql} ORDER BY ${queryOrder(query)}`
  return project.database.lists<[number]>(select, ...values).map(([id]) => id)
}

/** The same with the rows of the first images, for a grid that is to show them. */
export function imageList(project: Project, query: ImageQuery, rows: number): ImageList {
  const ids = imageIds(project, query)
  return { ids, rows: rows === 0 ? [] : imageRows(project, { ...query, filter: { ids: ids.slice(0, rows) } }, 0, rows) }
}

/** How many images a filter leaves. */
export function countImages(project: Project, filter: ImageFilter): number {
  const { sql, values } = filterCondition(filter)
  const select = `SELECT count(*) AS count FROM images WHERE ${sql}`
  return project.database.get<{ count: number }>(select, ...values)?.count ?? 0
}

type PageBox = ImageRow['boxes'][number]

function pageBoxes(project: Project, imageIds: number[]): Map<number, PageBox[]> {
  const sql = `SELECT image_id AS imageId, class_id AS classId, x1, y1, x2, y2 FROM boxes WHERE image_id ${IN_IDS} ORDER BY id`
  const byImage = new Map<number, PageBox[]>()
  for (const { imageId, ...box } of project.database.all<PageBox & { imageId: number }>(
    sql,
    JSON.stringify(imageIds),
  )) {
    const boxes = byImage.get(imageId)
    if (boxes) boxes.push(box)
    else byImage.set(imageId, [box])
  }
  return byImage
}
