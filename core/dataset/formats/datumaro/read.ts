/** Datumaro's own JSON: a file a split with categories and items; boxes, and the boxes around other shapes. */
import type { Edges } from '../../../geometry/box.ts'
import type { AnnotatedBox, DatasetAnnotations } from '../../annotations.ts'
import { setAttribute, takeFlags } from '../../attributes.ts'
import { assemble, nameHints, plainBox, type LabelEntry } from '../../entries.ts'
import { finite, isRecord, list, recordOf, sizeOf, textOf, type JsonRecord } from '../../json.ts'
import { jsonFiles } from '../../jsonFiles.ts'
import { Problems } from '../../problems.ts'
import { rleBounds } from '../../rle.ts'
import { boundsOf, ellipseBounds, pairs } from '../../shapes.ts'
import { ShapeTally } from '../../shapeTally.ts'
import type { DatasetFiles } from '../../source.ts'
import { splitOfFile } from '../../splitHints.ts'
import { isDatumaro } from './detect.ts'

export async function readDatumaro(files: DatasetFiles): Promise<DatasetAnnotations> {
  const problems = new Problems()
  const entries: LabelEntry[] = []
  const classes = new Set<string>()
  for await (const { label, value } of jsonFiles(files, problems, 'a Datumaro file', isDatumaro)) {
    const labels = list(recordOf(recordOf(value, 'categories'), 'label'), 'labels')
    const names = labels.map((one) => (isRecord(one) ? textOf(one, 'name') : ''))
    for (const name of names) if (name !== '') classes.add(name)
    const tally = new ShapeTally()
    for (const item of list(value, 'items'))
      if (isRecord(item)) entries.push(readItem(label, item, names, tally, problems))
    tally.report(label, problems)
  }
  return assemble(files, entries, { format: 'datumaro', classes: [...classes], problems, filesAnImage: 'any' })
}

function readItem(
  labelFile: string,
  item: JsonRecord,
  names: readonly string[],
  tally: ShapeTally,
  problems: Problems,
): LabelEntry {
  const id = textOf(item, 'id')
  const field = `item "${id}"`
  const annotations = list(item, 'annotations')
  const boxes: AnnotatedBox[] = []
  let places = 0
  annotations.forEach((annotation, position) => {
    const data = isRecord(annotation) ? annotation : {}
    const type = textOf(data, 'type')
    const where = `${field}, annotation ${position + 1}`
    const edges = edgesOf(data, type)
    const index = finite(data['label_id'])
    const className = index === null ? '' : (names[index] ?? '')
    if (edges === undefined) return tally.leave(type || 'unknown')
    places++
    if (edges === null) problems.skip(labelFile, where, `The ${type} is not made of finite numbers.`)
    else if (className === '') problems.skip(labelFile, `${where}, label_id`, 'The file has no label of this number.')
    else {
      if (type !== 'bbox') tally.box(type)
      const attributes: AnnotatedBox['attributes'] = {}
      for (const [name, value] of Object.entries(recordOf(data, 'attributes'))) setAttribute(attributes, name, value)
      if (attributes['is_crowd'] === true) attributes['crowd'] = true
      delete attributes['is_crowd']
      const flags = takeFlags(attributes)
      const note = typeof attributes['note'] === 'string' ? attributes['note'] : ''
      delete attributes['note']
      boxes.push({ ...plainBox(edges, className, where), ...flags, attributes, note })
    }
  })
  const image = recordOf(item, 'image')
  const size = Array.isArray(image['size']) ? (image['size'] as unknown[]) : []
  return {
    labelFile,
    field,
    hints: nameHints(textOf(image, 'path'), id),
    unit: 'pixels',
    size: sizeOf(size[1], size[0]),
    boxes,
    unlabelled: boxes.length === 0 && (places > 0 || annotations.length > 0),
    split: splitOfFile(labelFile),
  }
}

/** Undefined for annotations without a place: labels, captions, points. */
function edgesOf(annotation: JsonRecord, type: string): Edges | null | undefined {
  if (type === 'bbox') {
    const [x, y, w, h] = list(annotation, 'bbox').map(finite)
    return x == null || y == null || w == null || h == null ? null : { x1: x, y1: y, x2: x + w, y2: y + h }
  }
  if (type === 'polygon' || type === 'polyline') return boundsOf(pairs(list(annotation, 'points')) ?? [])
  if (type === 'mask') return rleBounds(annotation['rle'])
  if (type === 'ellipse') {
    const [x1, y1, x2, y2] = list(annotation, 'points').map(finite)
    if (x1 == null || y1 == null || x2 == null || y2 == null) return null
    return ellipseBounds((x1 + x2) / 2, (y1 + y2) / 2, (x2 - x1) / 2, (y2 - y1) / 2)
  }
  return undefined
}
