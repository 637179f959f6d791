/** ODVG, what Grounding DINO and its kin train on: a line of JSON an image, edges in pixels, classes in a label map. */
import type { AnnotatedBox, DatasetAnnotations } from '../../annotations.ts'
import { assemble, nameHints, plainBox, type LabelEntry } from '../../entries.ts'
import { finite, isRecord, list, parseJson, recordOf, sizeOf, textOf, type JsonRecord } from '../../json.ts'
import { filesOf } from '../../peek.ts'
import { Problems } from '../../problems.ts'
import { LARGEST_DATASET_FILE, lines, readAhead, type DatasetFiles } from '../../source.ts'
import { splitOfFile } from '../../splitHints.ts'
import { isOdvg, looksLikeOdvg } from './detect.ts'
import { isLabelMap, readLabelMaps } from './labelMap.ts'

export async function readOdvg(files: DatasetFiles): Promise<DatasetAnnotations> {
  const problems = new Problems()
  const names = await readLabelMaps(files)
  const entries: LabelEntry[] = []
  const labels = filesOf(files, '.jsonl', '.json')
  for await (const { label, text, problem } of readAhead(files, labels, LARGEST_DATASET_FILE)) {
    if (text === null) problems.skip(label, null, problem)
    else if (looksLikeOdvg(text)) entries.push(...readLines(label, text, names, problems))
    else if (!isLabelMap(label)) problems.skip(label, null, 'It is not an ODVG file.')
  }
  const classes = [...new Set([...names].toSorted(([a], [b]) => a - b).map(([, name]) => name))]
  return assemble(files, entries, { format: 'odvg', classes, problems, filesAnImage: 'any' })
}

function* readLines(
  label: string,
  text: string,
  names: ReadonlyMap<number, string>,
  problems: Problems,
): Generator<LabelEntry> {
  for (const { line, number } of lines(text)) {
    const value = parsed(line)
    if (!isOdvg(value)) problems.skip(label, `line ${number}`, 'The line is not an image with its instances.')
    else if (!isRecord(value['detection'])) {
      problems.skip(label, `line ${number}`, 'Its regions are named by the words of a caption, not by classes.')
    } else yield readImage(label, value, names, problems)
  }
}

function readImage(
  labelFile: string,
  image: JsonRecord,
  names: ReadonlyMap<number, string>,
  problems: Problems,
): LabelEntry {
  const name = textOf(image, 'filename')
  const field = `image "${name}"`
  const detection = recordOf(image, 'detection')
  // X-AnyLabeling leaves out the s.
  const instances = [...list(detection, 'instances'), ...list(detection, 'instance')]
  const boxes: AnnotatedBox[] = []
  instances.forEach((instance, position) => {
    const where = `${field}, instance ${position + 1}`
    if (!isRecord(instance)) return problems.skip(labelFile, where, 'It is not an object.')
    const [x1, y1, x2, y2] = list(instance, 'bbox').map(finite)
    if (x1 == null || y1 == null || x2 == null || y2 == null) {
      return problems.skip(labelFile, `${where}, bbox`, 'It is not four numbers.')
    }
    const number = finite(instance['label'])
    const className = textOf(instance, 'category') || (number === null ? '' : (names.get(number) ?? `class ${number}`))
    if (className === '') return problems.skip(labelFile, `${where}, category`, 'It has no class.')
    boxes.push(plainBox({ x1, y1, x2, y2 }, className, where))
  })
  return {
    labelFile,
    field,
    hints: nameHints(name),
    unit: 'pixels',
    size: sizeOf(image['width'], image['height']),
    boxes,
    unlabelled: instances.length > 0 && boxes.length === 0,
    split: splitOfFile(labelFile),
  }
}

function parsed(line: string): unknown {
  try {
    return parseJson(line)
  } catch {
    // Told with its number by whoever asked.
    return null
  }
}
