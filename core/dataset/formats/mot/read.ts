/** MOT Challenge: gt/gt.txt with a box a row, by the number of its frame; seqinfo.ini and gt/labels.txt beside it. */
import type { AnnotatedBox, DatasetAnnotations } from '../../annotations.ts'
import { assemble, plainBox, type LabelEntry } from '../../entries.ts'
import { FrameIndex } from '../../frames.ts'
import { sizeOf } from '../../json.ts'
import { decimal } from '../../numbers.ts'
import { filesOf } from '../../peek.ts'
import { Problems } from '../../problems.ts'
import { baseName, folderOf, LARGEST_DATASET_FILE, lines, readAhead, type DatasetFiles } from '../../source.ts'
import { splitOfFile } from '../../splitHints.ts'
import { isTruth, looksLikeMot } from './detect.ts'

export async function readMot(files: DatasetFiles): Promise<DatasetAnnotations> {
  const problems = new Problems()
  const entries: LabelEntry[] = []
  const classes = new Set<string>()
  const index = new FrameIndex(files.images)
  for await (const { label, text, problem } of readAhead(files, filesOf(files, '.txt'), LARGEST_DATASET_FILE)) {
    if (text === null) problems.skip(label, null, problem)
    else if (baseName(label).toLowerCase() === 'labels.txt' || !(looksLikeMot(text) || isBlankTruth(label, text)))
      continue
    else if (!isTruth(label)) problems.skip(label, null, 'It holds detections, not labels; gt.txt holds labels.')
    else {
      const names = await besides(files, label, 'labels.txt')
      const info = await besides(files, label, 'seqinfo.ini')
      for (const { line } of lines(names)) classes.add(line)
      const listed = [...lines(names)].map(({ line }) => line)
      entries.push(...readSequence(label, text, { names: listed, info }, index, problems))
    }
  }
  return assemble(files, entries, { format: 'mot', classes: [...classes], problems, filesAnImage: 'any' })
}

/** A sequence without any object. */
function isBlankTruth(label: string, text: string): boolean {
  return baseName(label).toLowerCase() === 'gt.txt' && text.trim() === ''
}

/** Text of a file in the same folder, or in the one above; '' for none. */
async function besides(files: DatasetFiles, label: string, name: string): Promise<string> {
  const folders = [folderOf(label), folderOf(folderOf(label))]
  const found = folders
    .map((folder) => (folder === '' ? name : `${folder}/${name}`))
    .find((path) => files.labels.includes(path))
  return found === undefined ? '' : files.readText(found, LARGEST_DATASET_FILE)
}

interface Sequence {
  names: readonly string[]
  /** seqinfo.ini */
  info: string
}

function readSequence(
  label: string,
  text: string,
  { names, info }: Sequence,
  index: FrameIndex,
  problems: Problems,
): LabelEntry[] {
  const setting = (name: string) => new RegExp(`^\\s*${name}\\s*=\\s*(\\d{1,9})`, 'im').exec(info)?.[1]
  const size = sizeOf(Number(setting('imWidth')), Number(setting('imHeight')))
  const last = Number(setting('seqLength') ?? 0)
  const frames = new Map<number, AnnotatedBox[]>()
  for (const frame of index.numbers()) if (frame >= 1 && frame <= last) frames.set(frame, [])
  const lost = new Set<number>()
  for (const { line, number } of lines(text)) {
    const row = readRow(line, `line ${number}`, names)
    if (typeof row === 'string') {
      problems.skip(label, `line ${number}`, row)
      continue
    }
    const boxes = frames.get(row.frame) ?? []
    frames.set(row.frame, boxes)
    boxes.push(row.box)
    if (index.find(row.frame, label) === null) lost.add(row.frame)
  }
  if (lost.size > 0) {
    problems.skip(label, null, `${lost.size} frames are not among the images, such as frame ${[...lost][0]}.`)
  }
  const found = [...frames].filter(([frame]) => !lost.has(frame))
  return found.map(([frame, boxes]) => ({
    labelFile: label,
    field: `frame ${frame}`,
    hints: [{ name: index.find(frame, label) ?? '', by: 'name' }],
    unit: 'pixels',
    size,
    boxes,
    unlabelled: false,
    split: splitOfFile(label),
  }))
}

/** Rows: frame, track, left, top, width, height, 0 for "not counted", class from 1, share that is visible. */
function readRow(line: string, field: string, names: readonly string[]): { frame: number; box: AnnotatedBox } | string {
  const [frame, track, x, y, w, h, counted, kind, visible] = line.split(',').map(decimal)
  if (x == null || y == null || w == null || h == null) return 'The row has no left, top, width and height.'
  if (frame == null || !Number.isInteger(frame)) return 'The frame is not a whole number.'
  const className = kind == null || kind < 1 ? (names[0] ?? 'object') : (names[kind - 1] ?? `class ${kind}`)
  const attributes: AnnotatedBox['attributes'] = {}
  if (track != null && track >= 0) attributes['track'] = track
  if (visible != null && visible >= 0 && visible < 1) attributes['visibility'] = visible
  const box = plainBox({ x1: x, y1: y, x2: x + w, y2: y + h }, className, field)
  return { frame, box: { ...box, difficult: counted === 0, attributes } }
}
