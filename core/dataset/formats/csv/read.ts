/** CSV with a box a row: TensorFlow's, VoTT's, keras-retinanet's and others', with or without a header. */
import type { DatasetAnnotations } from '../../annotations.ts'
import { delimitedRows } from '../../delimited.ts'
import { assemble, nameHints, plainBox, type LabelEntry } from '../../entries.ts'
import { sizeOf } from '../../json.ts'
import { decimal } from '../../numbers.ts'
import { filesOf } from '../../peek.ts'
import { Problems } from '../../problems.ts'
import { baseName, extensionOf, LARGEST_DATASET_FILE, readAhead, type DatasetFiles } from '../../source.ts'
import { splitOfFile } from '../../splitHints.ts'
import { columnsOf } from './detect.ts'
import { placeOf } from './place.ts'
import type { Columns, Role } from './columns.ts'

export async function readCsv(files: DatasetFiles): Promise<DatasetAnnotations> {
  const problems = new Problems()
  const entries: LabelEntry[] = []
  const listed: string[] = []
  for await (const { label, text, problem } of readAhead(files, filesOf(files, '.csv', '.txt'), LARGEST_DATASET_FILE)) {
    if (text === null) {
      problems.skip(label, null, problem)
      continue
    }
    if (/^(classes|class_map|class_mapping)\.csv$/i.test(baseName(label))) {
      listed.push(...delimitedRows(text).map(({ cells }) => cells[0] ?? ''))
      continue
    }
    const columns = columnsOf(text)
    if (columns) entries.push(...readRows(label, text, columns, problems))
    else if (extensionOf(label) === '.csv') problems.skip(label, null, 'It has no columns for image, class and box.')
  }
  const classes = listed.filter((name) => name !== '')
  return assemble(files, entries, { format: 'csv', classes, problems, filesAnImage: 'any' })
}

function readRows(label: string, text: string, columns: Columns, problems: Problems): LabelEntry[] {
  const entries = new Map<string, LabelEntry>()
  for (const { cells, number } of delimitedRows(text).slice(columns.hasHeader ? 1 : 0)) {
    const field = `row ${number}`
    const cell = (role: Role) => (columns.at[role] === undefined ? '' : (cells[columns.at[role]] ?? ''))
    const image = cell('image')
    if (image === '') {
      problems.skip(label, field, 'The row names no image.')
      continue
    }
    const entry = entries.get(image) ?? newEntry(label, image)
    entries.set(image, entry)
    entry.size ??= sizeOf(decimal(cell('width')), decimal(cell('height')))
    const place = placeOf(cells, columns)
    const className = cell('className')
    if ('empty' in place) {
      if (className === '') entry.unlabelled = false
      else problems.skip(label, field, 'The row has a class and no box.')
    } else if ('reason' in place) problems.skip(label, field, place.reason)
    else if (className === '') problems.skip(label, field, 'The row has no class.')
    else {
      const score = decimal(cell('score'))
      const box = plainBox(place.edges, className, field)
      entry.boxes.push(score === null ? box : { ...box, attributes: { score } })
    }
  }
  return [...entries.values()]
}

function newEntry(labelFile: string, image: string): LabelEntry {
  const split = splitOfFile(labelFile)
  const hints = nameHints(image)
  return { labelFile, field: `image "${image}"`, hints, unit: 'pixels', size: null, boxes: [], unlabelled: true, split }
}
