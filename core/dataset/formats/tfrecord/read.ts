/** TFRecord as TensorFlow's Object Detection API has it: an example an image, boxes in fractions as 32-bit floats. */
import { StudioError } from '../../../api/errors.ts'
import type { AnnotatedBox, DatasetAnnotations } from '../../annotations.ts'
import { assemble, nameHints, plainBox, type LabelEntry } from '../../entries.ts'
import type { PictureInside } from '../../embedded.ts'
import { sizeOf } from '../../json.ts'
import { Problems } from '../../problems.ts'
import { LARGEST_DATASET_FILE, stemOf, type DatasetFiles } from '../../source.ts'
import { splitOfFile } from '../../splitHints.ts'
import { recordFiles } from './detect.ts'
import { decodeExample, type Example } from './example.ts'
import { readLabelMap } from './labelMap.ts'
import { readRecords, type TfRecord } from './records.ts'

/** Bytes; fewer are a blank that stands for no picture. */
const SMALLEST_PICTURE = 32

export async function readTfrecord(files: DatasetFiles): Promise<DatasetAnnotations> {
  const problems = new Problems()
  const names = await readLabelMap(files)
  const entries: LabelEntry[] = []
  const pictures = new RecordPictures(files)
  for (const label of recordFiles(files)) {
    const bytes = await files.readBytes(label, LARGEST_DATASET_FILE).catch((error: unknown) => {
      problems.skip(label, null, error instanceof StudioError ? error.message : String(error))
      return new Uint8Array()
    })
    let number = 0
    for (const record of readRecords(bytes)) {
      const field = `record ${++number}`
      const example = 'data' in record ? decode(record.data) : record.reason
      if (typeof example === 'string') problems.skip(label, field, example)
      else {
        const entry = readExample(label, field, example, names, problems)
        entries.push({ ...entry, picture: pictureOf(entry, example, number, pictures) })
      }
    }
  }
  const classes = [...new Set(names.values())]
  return assemble(files, entries, { format: 'tfrecord', classes, problems, filesAnImage: 'any' })
}

function pictureOf(
  { labelFile, hints }: LabelEntry,
  example: Example,
  number: number,
  pictures: RecordPictures,
): PictureInside | null {
  if ((encoded(example)?.length ?? 0) <= SMALLEST_PICTURE) return null
  const name = hints[0]?.name ?? `${stemOf(labelFile)}-${number}`
  return { name, load: () => pictures.load(labelFile, number) }
}

function encoded(example: Example): Uint8Array | undefined {
  return example.get('image/encoded')?.bytes[0]
}

/** Pictures in the files' order: one file is held at a time. */
class RecordPictures {
  readonly #files: DatasetFiles
  #held: { label: string; records: Generator<TfRecord>; next: number } | null = null

  constructor(files: DatasetFiles) {
    this.#files = files
  }

  /** `number` counts records from 1. */
  async load(label: string, number: number): Promise<Uint8Array> {
    if (this.#held?.label !== label || this.#held.next > number) {
      const bytes = await this.#files.readBytes(label, LARGEST_DATASET_FILE)
      this.#held = { label, records: readRecords(bytes), next: 1 }
    }
    const held = this.#held
    // Not a for loop, which would end the records for good.
    for (let { value } = held.records.next(); value; { value } = held.records.next()) {
      if (held.next++ < number) continue
      const bytes = 'data' in value ? encoded(decodeExample(value.data)) : undefined
      if (bytes) return bytes
      break
    }
    throw new StudioError('BROKEN_FILE', `Record ${number} of ${label} is not there any more.`)
  }
}

function decode(data: Uint8Array): Example | string {
  try {
    return decodeExample(data)
  } catch (error) {
    return `The record is no example: ${error instanceof Error ? error.message : String(error)}`
  }
}

function readExample(
  labelFile: string,
  field: string,
  example: Example,
  names: ReadonlyMap<number, string>,
  problems: Problems,
): LabelEntry {
  const numbers = (key: string) => example.get(key)?.numbers ?? []
  const texts = (key: string) => (example.get(key)?.bytes ?? []).map((bytes) => new TextDecoder().decode(bytes).trim())
  const [x1, x2] = [numbers('image/object/bbox/xmin'), numbers('image/object/bbox/xmax')]
  const [y1, y2] = [numbers('image/object/bbox/ymin'), numbers('image/object/bbox/ymax')]
  const written = texts('image/object/class/text')
  const ids = numbers('image/object/class/label')
  const isSet = (key: string, index: number) => numbers(`image/object/${key}`)[index] === 1
  const count = Math.max(x1.length, x2.length, y1.length, y2.length)
  const boxes: AnnotatedBox[] = []
  for (let index = 0; index < count; index++) {
    const where = `${field}, box ${index + 1}`
    const [a, b, c, d] = [x1[index], y1[index], x2[index], y2[index]]
    const id = ids[index]
    const className = written[index] || (id === undefined ? '' : (names.get(id) ?? `class ${id}`))
    if (
      a === undefined ||
      b === undefined ||
      c === undefined ||
      d === undefined ||
      ![a, b, c, d].every(Number.isFinite)
    ) {
      problems.skip(labelFile, where, 'The box is not made of four finite numbers.')
    } else if (className === '') problems.skip(labelFile, where, 'The box has no class.')
    else {
      const flags = {
        difficult: isSet('difficult', index),
        truncated: isSet('truncated', index),
        crowd: isSet('is_crowd', index),
      }
      boxes.push({ ...plainBox({ x1: a, y1: b, x2: c, y2: d }, className, where), ...flags })
    }
  }
  return {
    labelFile,
    field,
    hints: nameHints(...texts('image/filename'), ...texts('image/source_id')),
    unit: 'relative',
    size: sizeOf(numbers('image/width')[0], numbers('image/height')[0]),
    boxes,
    unlabelled: count > 0 && boxes.length === 0,
    split: splitOfFile(labelFile),
  }
}
