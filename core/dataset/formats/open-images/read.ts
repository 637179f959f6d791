/** Open Images: CSV files with a box a row in fractions of the image, and a file that gives classes their names. */
import type { Split } from '../../../project/types.ts'
import type { AnnotatedBox, DatasetAnnotations } from '../../annotations.ts'
import { delimitedRows, headerOf } from '../../delimited.ts'
import { assemble, nameHints, plainBox, type LabelEntry } from '../../entries.ts'
import { decimal } from '../../numbers.ts'
import { filesOf } from '../../peek.ts'
import { Problems } from '../../problems.ts'
import { baseName, LARGEST_DATASET_FILE, readAhead, type DatasetFiles } from '../../source.ts'
import { splitOfFile, splitOfWord } from '../../splitHints.ts'
import { isBoxHeader } from './detect.ts'

interface OpenImages {
  /** Name by code ("/m/01g317"), in the order of the list of classes. */
  names: Map<string, string>
  subsets: Map<string, Split | null>
  /** Images that the list of images says to have no boxes. */
  empty: Array<{ label: string; image: string }>
}

export async function readOpenImages(files: DatasetFiles): Promise<DatasetAnnotations> {
  const problems = new Problems()
  const set: OpenImages = { names: new Map(), subsets: new Map(), empty: [] }
  const boxFiles: string[] = []
  const all = [...new Set([...filesOf(files, '.csv'), ...files.labels.filter(isClassList)])]
  for await (const { label, text, problem } of readAhead(files, all, LARGEST_DATASET_FILE)) {
    if (text === null) problems.skip(label, null, problem)
    else if (isBoxHeader(headerOf(text))) boxFiles.push(label)
    else if (isClassList(label)) readNames(text, set)
    else if (isImageList(headerOf(text))) readSubsets(label, text, set)
    else problems.skip(label, null, 'It has no boxes: the columns XMin, XMax, YMin and YMax are missing.')
  }
  const entries: LabelEntry[] = []
  for await (const { label, text } of readAhead(files, boxFiles, LARGEST_DATASET_FILE)) {
    if (text !== null) entries.push(...readBoxes(label, text, set, problems))
  }
  const known = new Set(entries.map(({ hints }) => hints[0]?.name))
  for (const { label, image } of set.empty) if (!known.has(image)) entries.push(newEntry(label, image, set))
  const classes = [...new Set(set.names.values())]
  return assemble(files, entries, { format: 'open-images', classes, problems, filesAnImage: 'any' })
}

function isClassList(label: string): boolean {
  return /class-descriptions.*\.csv$/i.test(baseName(label))
}

function isImageList(header: readonly string[]): boolean {
  return header.includes('imageid') && header.includes('subset')
}

function readNames(text: string, { names }: OpenImages): void {
  for (const { cells } of delimitedRows(text)) {
    const [code = '', name = ''] = cells
    if (code !== '' && code.toLowerCase() !== 'labelname') names.set(code, name === '' ? code : name)
  }
}

/** The list of images gives their part; the column BoxCount, which this studio writes, tells which are known to be empty. */
function readSubsets(label: string, text: string, set: OpenImages): void {
  const [header, ...rows] = delimitedRows(text)
  const names = (header?.cells ?? []).map((cell) => cell.toLowerCase())
  const [imageAt, subsetAt, countAt] = ['imageid', 'subset', 'boxcount'].map((name) => names.indexOf(name))
  for (const { cells } of rows) {
    const image = cells[imageAt ?? -1] ?? ''
    if (image === '') continue
    set.subsets.set(image, splitOfWord(cells[subsetAt ?? -1] ?? ''))
    if (cells[countAt ?? -1] === '0') set.empty.push({ label, image })
  }
}

function newEntry(labelFile: string, image: string, { subsets }: OpenImages): LabelEntry {
  const split = subsets.get(image) ?? splitOfFile(labelFile)
  const hints = nameHints(image)
  return {
    labelFile,
    field: `image "${image}"`,
    hints,
    unit: 'relative',
    size: null,
    boxes: [],
    unlabelled: false,
    split,
  }
}

function readBoxes(label: string, text: string, set: OpenImages, problems: Problems): LabelEntry[] {
  const [header, ...rows] = delimitedRows(text)
  const at = new Map((header?.cells ?? []).map((cell, column) => [cell.toLowerCase(), column]))
  const entries = new Map<string, LabelEntry>()
  for (const { cells, number } of rows) {
    const cell = (name: string) => cells[at.get(name) ?? -1] ?? ''
    const image = cell('imageid')
    const entry = entries.get(image) ?? newEntry(label, image, set)
    if (image !== '') entries.set(image, entry)
    const box = readBox(cell, `row ${number}`, label, set, problems)
    if (box && image !== '') entry.boxes.push(box)
  }
  return [...entries.values()].map((entry) => ({ ...entry, unlabelled: entry.boxes.length === 0 }))
}

function readBox(
  cell: (name: string) => string,
  field: string,
  label: string,
  { names }: OpenImages,
  problems: Problems,
): AnnotatedBox | null {
  const code = cell('labelname')
  const edges: number[] = []
  for (const name of ['xmin', 'ymin', 'xmax', 'ymax']) {
    const value = decimal(cell(name))
    if (value === null) {
      problems.skip(label, `${field}, ${name}`, cell(name) === '' ? 'The value is missing.' : 'It is not a number.')
      return null
    }
    edges.push(value)
  }
  if (code === '' || cell('imageid') === '') {
    problems.skip(label, field, code === '' ? 'The row has no class.' : 'The row names no image.')
    return null
  }
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = edges
  const box = plainBox({ x1, y1, x2, y2 }, names.get(code) ?? code, field)
  const isSet = (name: string) => cell(name) === '1'
  const flags = { occluded: isSet('isoccluded'), truncated: isSet('istruncated'), crowd: isSet('isgroupof') }
  const attributes: AnnotatedBox['attributes'] = {}
  if (isSet('isdepiction')) attributes['depiction'] = true
  if (isSet('isinside')) attributes['inside'] = true
  return { ...box, ...flags, attributes }
}
