/** LabelMe JSON, and X-AnyLabeling's dialect of it: a file an image with shapes of many kinds. */
import type { AnnotatedBox, Attributes, DatasetAnnotations } from '../../annotations.ts'
import { setAttribute, takeFlags } from '../../attributes.ts'
import { orderClasses, readClassOrder } from '../../classOrder.ts'
import { assemble, nameHints, namesakes, plainBox, type LabelEntry } from '../../entries.ts'
import { base64Bytes, type PictureInside } from '../../embedded.ts'
import { isRecord, isSet, list, parseJson, recordOf, sizeOf, textOf, type JsonRecord } from '../../json.ts'
import { jsonFiles } from '../../jsonFiles.ts'
import { Problems } from '../../problems.ts'
import { ShapeTally } from '../../shapeTally.ts'
import { baseName, folderOf, LARGEST_DATASET_FILE, plainPath, stemOf, type DatasetFiles } from '../../source.ts'
import { isLabelme } from './detect.ts'
import { shapeBox } from './shape.ts'

export async function readLabelme(files: DatasetFiles): Promise<DatasetAnnotations> {
  const problems = new Problems()
  const entries: LabelEntry[] = []
  for await (const { label, value } of jsonFiles(files, problems, 'a LabelMe file', isLabelme)) {
    entries.push(readFile(files, label, value, problems))
  }
  const order = await readClassOrder(files)
  const classes = orderClasses(entries, order)
  return assemble(files, entries, { format: 'labelme', classes, problems, filesAnImage: 'one' })
}

function readFile(files: DatasetFiles, labelFile: string, data: JsonRecord, problems: Problems): LabelEntry {
  const tally = new ShapeTally()
  const shapes = list(data, 'shapes')
  const boxes: AnnotatedBox[] = []
  let usable = shapes.length === 0
  shapes.forEach((shape, position) => {
    const box = readShape(labelFile, shape, `shape ${position + 1}`, tally, problems)
    if (box) boxes.push(box)
    usable ||= box !== null
  })
  tally.report(labelFile, problems)
  const written = textOf(data, 'imagePath')
  return {
    labelFile,
    field: null,
    hints: [...namesakes(labelFile), ...nameHints(written)],
    unit: 'pixels',
    size: sizeOf(data['imageWidth'], data['imageHeight']),
    boxes,
    unlabelled: !usable,
    split: null,
    picture: textOf(data, 'imageData') === '' ? null : pictureInside(files, labelFile, written),
  }
}

/** Read again when it is wanted: the pictures of a whole set would fill the memory. */
function pictureInside(files: DatasetFiles, labelFile: string, written: string): PictureInside {
  const name = baseName(plainPath(written)) || stemOf(labelFile)
  const folder = folderOf(labelFile)
  return {
    name: folder === '' ? name : `${folder}/${name}`,
    load: async () => {
      const data = parseJson(await files.readText(labelFile, LARGEST_DATASET_FILE))
      return base64Bytes(isRecord(data) ? textOf(data, 'imageData') : '')
    },
  }
}

function readShape(
  file: string,
  shape: unknown,
  field: string,
  tally: ShapeTally,
  problems: Problems,
): AnnotatedBox | null {
  if (!isRecord(shape)) {
    problems.skip(file, field, 'It is not an object.')
    return null
  }
  const className = textOf(shape, 'label')
  const type = textOf(shape, 'shape_type') || (list(shape, 'points').length === 2 ? 'rectangle' : 'polygon')
  const found = shapeBox(shape, type)
  if ('reason' in found) problems.skip(file, field, found.reason)
  else if ('noExtent' in found) tally.leave(type)
  else if (className === '') problems.skip(file, `${field}, label`, 'The shape has no class name.')
  else {
    if (type !== 'rectangle') tally.box(type)
    const attributes = readAttributes(shape)
    const flags = takeFlags(attributes)
    flags.difficult ||= isSet(shape['difficult'])
    return { ...plainBox(found.edges, className, field), ...flags, attributes, note: noteOf(shape) }
  }
  return null
}

function noteOf(shape: JsonRecord): string {
  return typeof shape['description'] === 'string' ? shape['description'] : ''
}

/** X-AnyLabeling's attributes and LabelMe's flags become attributes, group and score too where they are set. */
function readAttributes(shape: JsonRecord): Attributes {
  const attributes: Attributes = {}
  for (const [name, value] of Object.entries(recordOf(shape, 'attributes'))) setAttribute(attributes, name, value)
  for (const [name, value] of Object.entries(recordOf(shape, 'flags'))) {
    if (value === true) setAttribute(attributes, name, true)
  }
  for (const [name, key] of [
    ['group', 'group_id'],
    ['score', 'score'],
  ] as const) {
    if (shape[key] != null && !Object.hasOwn(attributes, name)) setAttribute(attributes, name, shape[key])
  }
  return attributes
}
