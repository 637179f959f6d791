/** Supervisely: ann/NAME.jpg.json beside img/NAME.jpg, and meta.json with the classes of the project. */
import type { Edges } from '../../../geometry/box.ts'
import type { AnnotatedBox, DatasetAnnotations } from '../../annotations.ts'
import { setAttribute, takeFlags } from '../../attributes.ts'
import { assemble, nameHints, plainBox, type LabelEntry } from '../../entries.ts'
import { isRecord, list, recordOf, sizeOf, textOf, type JsonRecord } from '../../json.ts'
import { jsonFiles } from '../../jsonFiles.ts'
import { Problems } from '../../problems.ts'
import { boundsOf, readPoints } from '../../shapes.ts'
import { ShapeTally } from '../../shapeTally.ts'
import { stemOf, type DatasetFiles } from '../../source.ts'
import { splitOfWord } from '../../splitHints.ts'
import { bitmapBounds } from './bitmap.ts'
import { isMeta, isSupervisely } from './detect.ts'

const accepts = (value: unknown): value is JsonRecord => isSupervisely(value) || isMeta(value)

export async function readSupervisely(files: DatasetFiles): Promise<DatasetAnnotations> {
  const problems = new Problems()
  const entries: LabelEntry[] = []
  const classes: string[] = []
  for await (const { label, value } of jsonFiles(files, problems, 'a Supervisely file', accepts)) {
    if (isSupervisely(value)) entries.push(readFile(label, value, problems))
    else classes.push(...list(value, 'classes').map((one) => (isRecord(one) ? textOf(one, 'title') : '')))
  }
  const named = [...new Set(classes)].filter((name) => name !== '')
  return assemble(files, entries, { format: 'supervisely', classes: named, problems, filesAnImage: 'one' })
}

function readFile(labelFile: string, data: JsonRecord, problems: Problems): LabelEntry {
  const tally = new ShapeTally()
  const objects = list(data, 'objects')
  const boxes: AnnotatedBox[] = []
  objects.forEach((object, position) => {
    const box = readObject(isRecord(object) ? object : {}, `object ${position + 1}`, labelFile, tally, problems)
    if (box) boxes.push(box)
  })
  tally.report(labelFile, problems)
  const { width, height } = recordOf(data, 'size')
  const tags = list(data, 'tags').map((tag) =>
    typeof tag === 'string' ? tag : isRecord(tag) ? textOf(tag, 'name') : '',
  )
  return {
    labelFile,
    field: null,
    hints: nameHints(stemOf(labelFile)),
    unit: 'pixels',
    size: sizeOf(width, height),
    boxes,
    unlabelled: objects.length > 0 && boxes.length === 0,
    split: tags.map(splitOfWord).find((split) => split !== null) ?? null,
  }
}

function readObject(
  object: JsonRecord,
  field: string,
  file: string,
  tally: ShapeTally,
  problems: Problems,
): AnnotatedBox | null {
  const className = textOf(object, 'classTitle')
  const kind = textOf(object, 'geometryType') || 'rectangle'
  const edges = edgesOf(object)
  if (kind === 'point') tally.leave(kind)
  else if (edges === null) problems.skip(file, field, 'It has neither points nor a mask that can be read.')
  else if (className === '') problems.skip(file, `${field}, classTitle`, 'The object has no class name.')
  else {
    if (kind !== 'rectangle') tally.box(kind)
    const attributes: AnnotatedBox['attributes'] = {}
    for (const tag of list(object, 'tags')) {
      if (isRecord(tag)) setAttribute(attributes, textOf(tag, 'name'), tag['value'] ?? true)
    }
    const flags = takeFlags(attributes)
    return { ...plainBox(edges, className, field), ...flags, attributes, note: textOf(object, 'description') }
  }
  return null
}

/** The outline of any figure; a mask; nodes of a graph. */
function edgesOf(object: JsonRecord): Edges | null {
  if (isRecord(object['bitmap'])) return bitmapBounds(object['bitmap'])
  const exterior = readPoints(recordOf(object, 'points')['exterior'])
  if (exterior) return boundsOf(exterior)
  const nodes = Object.values(recordOf(object, 'nodes')).map((node) => (isRecord(node) ? node['loc'] : null))
  return boundsOf(readPoints(nodes) ?? [])
}
