/** WIDER FACE: one list of images, each with a count and rows of x, y, width, height and six degrees. */
import type { AnnotatedBox, DatasetAnnotations } from '../../annotations.ts'
import { orderClasses, readClassOrder } from '../../classOrder.ts'
import { assemble, nameHints, plainBox, type LabelEntry } from '../../entries.ts'
import { decimal } from '../../numbers.ts'
import { filesOf } from '../../peek.ts'
import { Problems } from '../../problems.ts'
import {
  extensionOf,
  IMAGE_EXTENSIONS,
  LARGEST_DATASET_FILE,
  lines,
  readAhead,
  type DatasetFiles,
} from '../../source.ts'
import { splitOfFile } from '../../splitHints.ts'
import { looksLikeWider } from './detect.ts'

const FACE = 'face'
/** Columns after the box; zero says nothing. */
const DEGREES = ['blur', 'expression', 'illumination', 'invalid', 'occlusion', 'pose']
/** Datumaro's, which has words for what is not known, yes and no. */
const DEGREES_OF_DATUMARO = ['blur', 'expression', 'illumination', 'occlusion', 'pose', 'invalid']
const WORDS = new Map([
  ['-', 0],
  ['False', 0],
  ['True', 1],
])

export async function readWider(files: DatasetFiles): Promise<DatasetAnnotations> {
  const problems = new Problems()
  const entries: LabelEntry[] = []
  for await (const { label, text, problem } of readAhead(files, filesOf(files, '.txt'), LARGEST_DATASET_FILE)) {
    if (text === null) problems.skip(label, null, problem)
    else if (looksLikeWider(text)) entries.push(...readList(label, text, problems))
  }
  const onlyFaces = entries.every(({ boxes }) => boxes.every(({ className }) => className === FACE))
  const classes = onlyFaces ? [FACE] : orderClasses(entries, await readClassOrder(files))
  return assemble(files, entries, { format: 'wider', classes, problems, filesAnImage: 'any' })
}

function readList(labelFile: string, text: string, problems: Problems): LabelEntry[] {
  const entries: LabelEntry[] = []
  let current: LabelEntry | null = null
  let expected: number | null = null
  for (const { line, number } of lines(text)) {
    if (IMAGE_EXTENSIONS.has(extensionOf(line))) {
      current = newEntry(labelFile, line)
      entries.push(current)
      expected = null
    } else if (current === null) problems.skip(labelFile, `line ${number}`, 'The row comes before any image.')
    else if (expected === null && /^\d+$/.test(line)) {
      expected = Number(line)
      if (expected > 0) current.unlabelled = true
    } else if (expected === 0) {
      // Images without faces are followed by a row of zeros.
      if (/[1-9]/.test(line)) problems.skip(labelFile, `line ${number}`, 'The image is said to have no faces.')
    } else {
      const box = readRow(line, `line ${number}`, labelFile, problems)
      if (box) current.boxes.push(box)
    }
  }
  return entries
}

function newEntry(labelFile: string, path: string): LabelEntry {
  const split = splitOfFile(labelFile)
  const field = `image "${path}"`
  return { labelFile, field, hints: nameHints(path), unit: 'pixels', size: null, boxes: [], unlabelled: false, split }
}

function readRow(line: string, field: string, file: string, problems: Problems): AnnotatedBox | null {
  const cells = line.split(/\s+/)
  const [x, y, w, h] = cells.slice(0, 4).map(decimal)
  if (x == null || y == null || w == null || h == null) {
    problems.skip(file, field, 'The row has no x, y, width and height.')
    return null
  }
  const { degrees, className } = afterBox(cells.slice(4))
  const { invalid, occlusion = 0, ...attributes } = Object.fromEntries(degrees.filter(([, value]) => value !== 0))
  if (occlusion > 1) attributes['occlusion'] = occlusion
  const isName = className !== '' && decimal(className) === null
  const box = plainBox({ x1: x, y1: y, x2: x + w, y2: y + h }, isName ? className : FACE, field)
  return { ...box, difficult: invalid === 1, occluded: occlusion > 0, attributes }
}

/** Datumaro ends rows of other classes than faces with the name of the class, and may leave the degrees out. */
function afterBox(cells: readonly string[]): { degrees: Array<[name: string, value: number]>; className: string } {
  const written = cells.slice(0, DEGREES.length)
  const values = written.map((cell) => WORDS.get(cell) ?? decimal(cell)).filter((value) => value !== null)
  if (values.length < written.length) return { degrees: [], className: cells.join(' ') }
  const names = written.some((cell) => WORDS.has(cell)) ? DEGREES_OF_DATUMARO : DEGREES
  const degrees = values.map((value, column): [string, number] => [names[column] ?? '', value])
  return { degrees, className: cells.slice(DEGREES.length).join(' ') }
}
