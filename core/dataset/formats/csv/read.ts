/** CSV with a box a row: TensorFlow's, VoTT's, keras-retinanet's, Kaggle's and others', with or without a header. */
import type { DatasetAnnotations } from '../../annotations.ts'
import { delimitedRows, type DelimitedRow } from '../../delimited.ts'
import { assemble, nameHints, plainBox, type LabelEntry } from '../../entries.ts'
import { sizeOf } from '../../json.ts'
import { decimal } from '../../numbers.ts'
import { filesOf } from '../../peek.ts'
import { Problems } from '../../problems.ts'
import { baseName, extensionOf, LARGEST_DATASET_FILE, readAhead, type DatasetFiles } from '../../source.ts'
import { splitOfFile, splitOfWord } from '../../splitHints.ts'
import { columnsOf } from './detect.ts'
import { edgesOf, meaningOf, type Meaning, type PlacedRow } from './meaning.ts'
import { placeOf } from './place.ts'
import type { Columns, Role } from './columns.ts'

/** The class of boxes in files of one class, which have no column for it. */
const ONLY_CLASS = 'object'
/** Words in the place of a class that say that there is nothing. */
const NOTHING = /^(no[ _-]?findings?|none|nothing|null|nan|negative|background)$/i

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

interface Row extends PlacedRow, DelimitedRow {}

function readRows(label: string, text: string, columns: Columns, problems: Problems): LabelEntry[] {
  const cellOf = ({ cells }: DelimitedRow, role: Role) =>
    columns.at[role] === undefined ? '' : (cells[columns.at[role]] ?? '')
  const rows = delimitedRows(text)
    .slice(columns.hasHeader ? 1 : 0)
    .map((row): Row => {
      const size = sizeOf(decimal(cellOf(row, 'width')), decimal(cellOf(row, 'height')))
      return { ...row, size, place: placeOf(row.cells, columns) }
    })
  const meaning = meaningOf(rows)
  for (const assumption of meaning.assumed) problems.warn(label, null, assumption)
  if (columns.at.className === undefined && rows.length > 0) {
    problems.warn(label, null, `It has no column for the class, so all boxes became the class "${ONLY_CLASS}".`)
  }
  const entries = new Map<string, LabelEntry>()
  for (const row of rows) {
    const image = cellOf(row, 'image')
    if (image === '') {
      problems.skip(label, `row ${row.number}`, 'The row names no image.')
      continue
    }
    const entry = entries.get(image) ?? newEntry(label, image, splitOfWord(cellOf(row, 'split')), meaning)
    entries.set(image, entry)
    entry.size ??= row.size
    const className = columns.at.className === undefined ? ONLY_CLASS : cellOf(row, 'className')
    addBox(entry, row, className, decimal(cellOf(row, 'score')), meaning, problems)
  }
  return [...entries.values()]
}

function addBox(
  entry: LabelEntry,
  { place, number }: Row,
  className: string,
  score: number | null,
  meaning: Meaning,
  problems: Problems,
): void {
  const field = `row ${number}`
  const skip = (reason: string) => problems.skip(entry.labelFile, field, reason)
  if ('empty' in place) {
    if (className === '' || className === ONLY_CLASS || NOTHING.test(className)) entry.unlabelled = false
    else skip('The row has a class and no box.')
  } else if ('reason' in place) skip(place.reason)
  else if (className === '') skip('The row has no class.')
  else {
    const box = plainBox(edgesOf(place, meaning), className, field)
    entry.boxes.push(score === null ? box : { ...box, attributes: { score } })
  }
}

function newEntry(labelFile: string, image: string, said: LabelEntry['split'], { unit }: Meaning): LabelEntry {
  const split = said ?? splitOfFile(labelFile)
  const hints = nameHints(image)
  return { labelFile, field: `image "${image}"`, hints, unit, size: null, boxes: [], unlabelled: true, split }
}
