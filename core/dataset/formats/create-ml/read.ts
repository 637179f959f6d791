/** Create ML: a JSON list of images, boxes as centre, width and height in pixels. */
import type { AnnotatedBox, DatasetAnnotations } from '../../annotations.ts'
import { orderClasses, readClassOrder } from '../../classOrder.ts'
import { assemble, nameHints, plainBox, type LabelEntry } from '../../entries.ts'
import { finite, isRecord, recordOf, textOf, type JsonRecord } from '../../json.ts'
import { jsonFiles } from '../../jsonFiles.ts'
import { Problems } from '../../problems.ts'
import type { DatasetFiles } from '../../source.ts'
import { splitOfFile } from '../../splitHints.ts'
import { annotationsOf, imageName, isCreateMl } from './detect.ts'

export async function readCreateMl(files: DatasetFiles): Promise<DatasetAnnotations> {
  const problems = new Problems()
  const entries: LabelEntry[] = []
  for await (const { label, value } of jsonFiles(files, problems, 'a Create ML file', isCreateMl)) {
    for (const entry of value) entries.push(readEntry(label, entry, problems))
  }
  const classes = orderClasses(entries, await readClassOrder(files))
  return assemble(files, entries, { format: 'create-ml', classes, problems, filesAnImage: 'any' })
}

function readEntry(labelFile: string, entry: JsonRecord, problems: Problems): LabelEntry {
  const name = imageName(entry)
  const field = `image "${name}"`
  const annotations = annotationsOf(entry) ?? []
  const boxes: AnnotatedBox[] = []
  annotations.forEach((annotation, position) => {
    const box = readBox(annotation, `${field}, annotation ${position + 1}`, labelFile, problems)
    if (box) boxes.push(box)
  })
  return {
    labelFile,
    field,
    hints: nameHints(name),
    unit: 'pixels',
    size: null,
    boxes,
    unlabelled: annotations.length > 0 && boxes.length === 0,
    split: splitOfFile(labelFile),
  }
}

function readBox(annotation: unknown, field: string, file: string, problems: Problems): AnnotatedBox | null {
  const data = isRecord(annotation) ? annotation : {}
  const className = textOf(data, 'label')
  const { x: cx, y: cy, width, height } = recordOf(data, 'coordinates')
  const [x, y, w, h] = [cx, cy, width, height].map(finite)
  if (className === '') problems.skip(file, `${field}, label`, 'The annotation has no class name.')
  else if (x == null || y == null || w == null || h == null) {
    problems.skip(file, `${field}, coordinates`, 'It is not a centre, a width and a height.')
  } else return plainBox({ x1: x - w / 2, y1: y - h / 2, x2: x + w / 2, y2: y + h / 2 }, className, field)
  return null
}
