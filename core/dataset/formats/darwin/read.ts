/** V7 Darwin JSON 2.0 and 1.0: a file an item; boxes, and the boxes around outlines, ellipses and lines. */
import type { Edges } from '../../../geometry/box.ts'
import type { AnnotatedBox, DatasetAnnotations } from '../../annotations.ts'
import { setAttribute, takeFlags } from '../../attributes.ts'
import { orderClasses, readClassOrder } from '../../classOrder.ts'
import { assemble, nameHints, namesakes, plainBox, type LabelEntry } from '../../entries.ts'
import { finite, isRecord, list, recordOf, sizeOf, textOf, type JsonRecord } from '../../json.ts'
import { jsonFiles } from '../../jsonFiles.ts'
import { Problems } from '../../problems.ts'
import { boundsOf, ellipseBounds, readPoints } from '../../shapes.ts'
import { ShapeTally } from '../../shapeTally.ts'
import type { DatasetFiles } from '../../source.ts'
import { isDarwin } from './detect.ts'

/** Kinds of annotations that mark a place, the most exact first. */
const PLACES = ['bounding_box', 'polygon', 'complex_polygon', 'ellipse', 'line', 'skeleton', 'cuboid'] as const

export async function readDarwin(files: DatasetFiles): Promise<DatasetAnnotations> {
  const problems = new Problems()
  const entries: LabelEntry[] = []
  for await (const { label, value } of jsonFiles(files, problems, 'a Darwin file', isDarwin)) {
    entries.push(readFile(label, value, problems))
  }
  const classes = orderClasses(entries, await readClassOrder(files))
  return assemble(files, entries, { format: 'darwin', classes, problems, filesAnImage: 'any' })
}

function readFile(labelFile: string, data: JsonRecord, problems: Problems): LabelEntry {
  const tally = new ShapeTally()
  const annotations = list(data, 'annotations')
  const boxes: AnnotatedBox[] = []
  annotations.forEach((annotation, position) => {
    const field = `annotation ${position + 1}`
    const box = isRecord(annotation) ? readAnnotation(annotation, field, labelFile, tally, problems) : null
    if (box) boxes.push(box)
  })
  tally.report(labelFile, problems)
  const item = recordOf(data, 'item')
  const slot = list(item, 'slots')[0]
  const source = isRecord(slot) ? slot : recordOf(data, 'image')
  const name = textOf(item, 'name') || textOf(source, 'filename')
  const folder = textOf(item, 'path') || textOf(source, 'path')
  const inFolder = name === '' ? '' : `${folder}/${name}`.replace(/^\/+/, '')
  return {
    labelFile,
    field: null,
    hints: [...nameHints(inFolder, name, textOf(source, 'original_filename')), ...namesakes(labelFile)],
    unit: 'pixels',
    size: sizeOf(source['width'], source['height']),
    boxes,
    unlabelled: annotations.length > 0 && boxes.length === 0,
    split: null,
  }
}

function readAnnotation(
  annotation: JsonRecord,
  field: string,
  file: string,
  tally: ShapeTally,
  problems: Problems,
): AnnotatedBox | null {
  const className = textOf(annotation, 'name')
  const kind = PLACES.find((place) => isRecord(annotation[place]))
  if (kind === undefined) {
    tally.leave(isRecord(annotation['frames']) ? 'video annotations' : otherKind(annotation))
    return null
  }
  const edges = edgesOf(annotation, kind)
  if (edges === null) problems.skip(file, `${field}, ${kind}`, 'It is not made of finite numbers.')
  else if (className === '') problems.skip(file, `${field}, name`, 'The annotation has no class name.')
  else {
    const shape = PLACES.find((place) => place !== 'bounding_box' && isRecord(annotation[place]))
    if (shape) tally.box(shape)
    const attributes: AnnotatedBox['attributes'] = {}
    for (const name of list(annotation, 'attributes'))
      if (typeof name === 'string') setAttribute(attributes, name, true)
    for (const property of list(annotation, 'properties')) {
      if (isRecord(property)) setAttribute(attributes, textOf(property, 'name'), property['value'])
    }
    const flags = takeFlags(attributes)
    return {
      ...plainBox(edges, className, field),
      ...flags,
      attributes,
      note: textOf(recordOf(annotation, 'text'), 'text'),
    }
  }
  return null
}

function otherKind(annotation: JsonRecord): string {
  const found = ['keypoint', 'tag', 'mask', 'raster_layer', 'string', 'eye', 'table', 'graph'].find(
    (key) => key in annotation,
  )
  return found ?? 'unknown'
}

function edgesOf(annotation: JsonRecord, kind: (typeof PLACES)[number]): Edges | null {
  const place = recordOf(annotation, kind)
  if (kind === 'bounding_box') {
    const [x, y, w, h] = ['x', 'y', 'w', 'h'].map((key) => finite(place[key]))
    return x == null || y == null || w == null || h == null ? null : { x1: x, y1: y, x2: x + w, y2: y + h }
  }
  if (kind === 'ellipse') {
    const center = recordOf(place, 'center')
    const radius = recordOf(place, 'radius')
    const [cx, cy, rx, ry] = [center['x'], center['y'], radius['x'], radius['y']].map(finite)
    if (cx == null || cy == null || rx == null || ry == null) return null
    // Angles are radians.
    return ellipseBounds(cx, cy, rx, ry, ((finite(place['angle']) ?? 0) * 180) / Math.PI)
  }
  if (kind === 'cuboid') return boundsOf(['front', 'back'].flatMap((side) => corners(recordOf(place, side))))
  const lists = [place['path'], place['nodes'], ...(Array.isArray(place['paths']) ? place['paths'] : [])]
  return boundsOf(lists.flatMap((points) => readPoints(points) ?? []))
}

function corners(side: JsonRecord): Array<[number, number]> {
  const [x, y, w, h] = ['x', 'y', 'w', 'h'].map((key) => finite(side[key]))
  if (x == null || y == null || w == null || h == null) return []
  return [
    [x, y],
    [x + w, y + h],
  ]
}
