/** Detections of other programs as COCO results: a list of image, category, box and score. */
import type { AnnotatedBox } from '../annotations.ts'
import { plainBox } from '../entries.ts'
import { finite, idText, isRecord, list, sizeOf, type JsonRecord } from '../json.ts'
import type { Problems } from '../problems.ts'

/** What the numbers in a results file stand for. */
export interface Meaning {
  images: ReadonlyMap<string, { name: string; size: { width: number; height: number } | null }>
  categories: ReadonlyMap<string, string>
}

/** The detections on one image, before it is known which of the project's it is. */
export interface ImageDetections {
  name: string
  size: { width: number; height: number } | null
  /** With the score as an attribute. */
  boxes: AnnotatedBox[]
}

/** Is it a list of detections? An empty one may be anything. */
export function isDetections(value: unknown): value is unknown[] {
  const [first] = Array.isArray(value) ? (value as unknown[]) : []
  return isRecord(first) && 'score' in first && 'bbox' in first && ('image_id' in first || 'file_name' in first)
}

/** The meaning that a COCO data set gives to the numbers of results made on it. */
export function meaningOf(dataset: JsonRecord): Meaning {
  const images = new Map<string, { name: string; size: { width: number; height: number } | null }>()
  for (const image of list(dataset, 'images')) {
    const id = isRecord(image) ? idText(image['id']) : null
    if (!isRecord(image) || id === null || typeof image['file_name'] !== 'string') continue
    images.set(id, { name: image['file_name'], size: sizeOf(image['width'], image['height']) })
  }
  const categories = new Map<string, string>()
  for (const category of list(dataset, 'categories')) {
    const id = isRecord(category) ? idText(category['id']) : null
    if (isRecord(category) && id !== null && typeof category['name'] === 'string') categories.set(id, category['name'])
  }
  return { images, categories }
}

/** The share of rows whose image and category a meaning knows; looks at the first thousand. */
export function sharedBy(rows: readonly unknown[], { images, categories }: Meaning): number {
  const some = rows.slice(0, 1000).filter(isRecord)
  const known = some.filter((row) => {
    const [image, category] = [idText(row['image_id']), idText(row['category_id'])]
    return image !== null && category !== null && images.has(image) && categories.has(category)
  })
  return some.length === 0 ? 0 : known.length / some.length
}

/**
 * Reads the rows, by image. A row's own `file_name` and `category_name` count before the meaning of its numbers. Rows
 * that say too little are told, and left out.
 */
export function readDetections(
  label: string,
  rows: readonly unknown[],
  meaning: Meaning,
  problems: Problems,
): ImageDetections[] {
  const found = new Map<string, ImageDetections>()
  rows.forEach((row, position) => {
    const field = `detection ${position + 1}`
    if (!isRecord(row)) return problems.skip(label, field, 'It is not an object.')
    const image = meaning.images.get(idText(row['image_id']) ?? '')
    const name = typeof row['file_name'] === 'string' ? row['file_name'] : image?.name
    if (name === undefined) return problems.skip(label, `${field}, image_id`, 'Nothing says which image it is on.')
    const written = typeof row['category_name'] === 'string' ? row['category_name'].trim() : ''
    const className = written || meaning.categories.get(idText(row['category_id']) ?? '')
    if (!className) return problems.skip(label, `${field}, category_id`, 'Nothing says which class it is of.')
    const [x, y, width, height] = list(row, 'bbox').map(finite)
    if (x == null || y == null || width == null || height == null) {
      return problems.skip(label, `${field}, bbox`, 'It is not four numbers.')
    }
    const score = finite(row['score'])
    if (score === null || score < 0 || score > 1) {
      return problems.skip(label, `${field}, score`, 'It is not a number from 0 to 1.')
    }
    const edges = { x1: x, y1: y, x2: x + width, y2: y + height }
    const entry = found.get(name) ?? { name, size: image?.size ?? null, boxes: [] }
    entry.boxes.push({ ...plainBox(edges, className, field), attributes: { score } })
    found.set(name, entry)
  })
  return [...found.values()]
}
