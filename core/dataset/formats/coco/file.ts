/** One COCO file: its categories in order, its images, each with its boxes. */
import { StudioError } from '../../../api/errors.ts'
import { noAttributes, type AnnotatedBox, type Attributes } from '../../annotations.ts'
import {
  isListSpan,
  isObjectSpan,
  listElements,
  memberSpans,
  parseSpan,
  wholeSpan,
  type Span,
} from '../../jsonSpans.ts'
import { Problems } from '../../problems.ts'
import { rleBounds } from '../../rle.ts'
import { boundsOf, pairs } from '../../shapes.ts'
import type { DatasetFiles } from '../../source.ts'
import { finite, idText, isRecord, isSet, jsonFault, list, type JsonRecord } from '../../json.ts'

export interface CocoImage {
  fileName: string
  size: { width: number; height: number } | null
  boxes: AnnotatedBox[]
  /** The file says that nobody looked at this image, or nothing that it says could be used. */
  unlabelled: boolean
}

export interface CocoFile {
  label: string
  classes: string[]
  images: CocoImage[]
}

/** Reads a file; null, with the reason in `problems`, when it is not a COCO data set. */
export async function readCocoFile(
  files: DatasetFiles,
  label: string,
  maximumBytes: number,
  problems: Problems,
): Promise<CocoFile | null> {
  // What is told of a file that turns out to be broken further on is of no use.
  const found = new Problems()
  try {
    const file = readDataset(label, await files.readUtf8(label, maximumBytes), found)
    problems.addAll(found)
    return file
  } catch (error) {
    const reason = error instanceof StudioError ? error.message : jsonFault(error)
    problems.skip(label, null, reason)
    return null
  }
}

/** Has it the lists that make a JSON file a COCO data set? */
export function isCoco(value: unknown): value is JsonRecord {
  return isRecord(value) && Array.isArray(value['images']) && Array.isArray(value['annotations'])
}

/** Null, with the reason in `problems`, for another kind of JSON. @throws SyntaxError */
function readDataset(label: string, bytes: Uint8Array, problems: Problems): CocoFile | null {
  const whole = wholeSpan(bytes)
  const members = isObjectSpan(bytes, whole) ? memberSpans(bytes, whole) : new Map<string, Span>()
  const list = (name: string) => {
    const span = members.get(name)
    return span && isListSpan(bytes, span) ? listElements(bytes, span) : null
  }
  const [listed, annotations] = [list('images'), list('annotations')]
  if (listed === null || annotations === null) {
    problems.skip(label, null, otherKind(bytes, whole))
    return null
  }
  const categories = readCategories(label, [...(list('categories') ?? [])], problems)
  const images = readImages(label, [...listed], problems)
  readAnnotations(label, annotations, categories, images, problems)
  for (const image of images.values()) {
    if (image.boxes.length > 0) image.unlabelled = false
    else if (image.unlabelled)
      problems.warn(label, `image "${image.fileName}"`, 'Taken in as new: it has no usable box.')
  }
  return { label, classes: [...new Set(categories.values())], images: [...images.values()] }
}

/** @throws SyntaxError for what is no JSON. */
function otherKind(bytes: Uint8Array, whole: Span): string {
  const isList = isListSpan(bytes, whole)
  const first = isList ? listElements(bytes, whole).next().value : parseSpan(bytes, whole)
  return isList && isRecord(first) && 'bbox' in first && 'score' in first
    ? 'It holds detections with scores, not labels; choose that file itself to take them in as suggestions.'
    : 'It is not a COCO data set: "images" and "annotations" are missing.'
}

function readAnnotations(
  label: string,
  annotations: Iterable<unknown>,
  categories: ReadonlyMap<string, string>,
  images: ReadonlyMap<string, CocoImage>,
  problems: Problems,
): void {
  let position = 0
  for (const annotation of annotations) {
    position++
    const id = isRecord(annotation) ? idText(annotation['id']) : null
    const field = `annotation ${id ?? `number ${position}`}`
    if (!isRecord(annotation)) {
      problems.skip(label, field, 'It is not an object.')
      continue
    }
    const image = images.get(idText(annotation['image_id']) ?? '')
    if (!image) {
      problems.skip(label, `${field}, image_id`, 'The file has no image with this id.')
      continue
    }
    const className = categories.get(idText(annotation['category_id']) ?? '')
    if (className === undefined) problems.skip(label, `${field}, category_id`, 'The file has no category with this id.')
    const box = className === undefined ? null : readBox(annotation, className, label, field, problems)
    if (box) image.boxes.push(box)
    else image.unlabelled = true
  }
}

function readCategories(label: string, listed: readonly unknown[], problems: Problems): Map<string, string> {
  const categories = new Map<string, string>()
  const taken = new Set<string>()
  listed.forEach((category, position) => {
    const id = isRecord(category) ? idText(category['id']) : null
    const written = isRecord(category) && typeof category['name'] === 'string' ? category['name'].trim() : ''
    const field = `category number ${position + 1}`
    if (id === null) return problems.skip(label, field, 'It has no id.')
    if (categories.has(id)) return problems.skip(label, field, `An earlier category has the id ${id} as well.`)
    if (written === '') problems.warn(label, `${field}, name`, `It has no name and was called "class ${id}".`)
    const name = written === '' ? `class ${id}` : written
    if (taken.has(name)) {
      problems.warn(label, field, `Two categories are called "${name}"; they became one class.`)
    }
    categories.set(id, name)
    taken.add(name)
  })
  return categories
}

function readImages(label: string, listed: readonly unknown[], problems: Problems): Map<string, CocoImage> {
  const images = new Map<string, CocoImage>()
  listed.forEach((image, position) => {
    const field = `image number ${position + 1}`
    const id = isRecord(image) ? idText(image['id']) : null
    if (!isRecord(image) || id === null) return problems.skip(label, `${field}, id`, 'It has no id.')
    const fileName = image['file_name']
    if (typeof fileName !== 'string' || fileName.trim() === '') {
      return problems.skip(label, `${field}, file_name`, 'It has no file name.')
    }
    if (images.has(id)) return problems.skip(label, `${field}, id`, `An earlier image has the id ${id} as well.`)
    const width = finite(image['width'])
    const height = finite(image['height'])
    const size = width && height && width > 0 && height > 0 ? { width, height } : null
    images.set(id, { fileName, size, boxes: [], unlabelled: image['annotated'] === false })
  })
  return images
}

function readBox(
  annotation: JsonRecord,
  className: string,
  label: string,
  field: string,
  problems: Problems,
): AnnotatedBox | null {
  const written = list(annotation, 'bbox').map(finite)
  let [x, y, w, h] = written
  if (written.length !== 4 || x == null || y == null || w == null || h == null) {
    const outline = outlineBounds(annotation['segmentation'])
    if (!outline || written.length > 0) {
      const reason = written.length === 0 ? 'It has no box.' : 'It is not four numbers.'
      problems.skip(label, `${field}, bbox`, reason)
      return null
    }
    problems.warn(label, `${field}, bbox`, 'It has no box; the bounds of its outline were taken.')
    ;[x, y, w, h] = outline
  }
  const attributes = readAttributes(annotation)
  const takeFlag = (name: string) => {
    const written = attributes[name]
    if (written !== undefined && typeof written !== 'string') delete attributes[name]
    return isSet(annotation[name]) || isSet(written)
  }
  return {
    x1: x,
    y1: y,
    x2: x + w,
    y2: y + h,
    className,
    field,
    crowd: isSet(annotation['iscrowd']),
    difficult: takeFlag('difficult') || isSet(annotation['ignore']),
    truncated: takeFlag('truncated'),
    occluded: takeFlag('occluded'),
    attributes,
    note: typeof annotation['note'] === 'string' ? annotation['note'] : '',
  }
}

function readAttributes(annotation: JsonRecord): Attributes {
  const written = annotation['attributes']
  const score = finite(annotation['score'])
  if (score === null && !isRecord(written)) return noAttributes
  const attributes: Attributes = {}
  for (const [name, value] of Object.entries(isRecord(written) ? written : {})) {
    if (name === '__proto__') continue
    if (typeof value === 'string' || typeof value === 'boolean' || finite(value) !== null) {
      attributes[name] = value as string | number | boolean
    }
  }
  if (score !== null) attributes['score'] ??= score
  return attributes
}

/** x, y, width, height around polygons given as lists of x1, y1, x2, y2, …, or around a run-length encoded mask. */
function outlineBounds(segmentation: unknown): [number, number, number, number] | null {
  const polygons = Array.isArray(segmentation) ? (segmentation as unknown[]) : null
  const points = polygons?.map((polygon) => (Array.isArray(polygon) ? pairs(polygon) : null))
  const edges = points ? boundsOf(points.every((one) => one !== null) ? points.flat() : []) : rleBounds(segmentation)
  if (edges === null || edges.x1 >= edges.x2 || edges.y1 >= edges.y2) return null
  return [edges.x1, edges.y1, edges.x2 - edges.x1, edges.y2 - edges.y1]
}
