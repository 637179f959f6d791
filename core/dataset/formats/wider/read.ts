/** WIDER FACE: one list of images, each with a count and rows of x, y, width, height and six degrees. */
import type { AnnotatedBox, DatasetAnnotations } from '../../annotations.ts'
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

const CLASS = 'face'
/** Columns after the box; zero says nothing. */
const DEGREES = ['blur', 'expression', 'illumination', 'invalid', 'occlusion', 'pose'] as const

export async function readWider(files: DatasetFiles): Promise<DatasetAnnotations> {
  const problems = new Problems()
  const entries: LabelEntry[] = []
  for await (const { label, text, problem } of readAhead(files, filesOf(files, '.txt'), LARGEST_DATASET_FILE)) {
    if (text === null) problems.skip(label, null, problem)
    else if (looksLikeWider(text)) entries.push(...readList(label, text, problems))
  }
  return assemble(files, entries, { format: 'wider', classes: [CLASS], problems, filesAnImage: 'any' })
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
  const numbers = line.split(/\s+/).map(decimal)
  const [x, y, w, h, ...degrees] = numbers
  if (x == null || y == null || w == null || h == null) {
    problems.skip(file, field, 'The row has no x, y, width and height.')
    return null
  }
  const attributes: AnnotatedBox['attributes'] = {}
  for (const [index, name] of DEGREES.entries()) {
    const degree = degrees[index]
    if (degree != null && degree !== 0 && name !== 'invalid') attributes[name] = degree
  }
  const flags = { difficult: degrees[3] === 1, occluded: (degrees[4] ?? 0) > 0 }
  if (attributes['occlusion'] === 1) delete attributes['occlusion']
  return { ...plainBox({ x1: x, y1: y, x2: x + w, y2: y + h }, CLASS, field), ...flags, attributes }
}
