/** Formats with a text file an image: the files that are of the format, and those that may be empty for empty images. */
import { namesakes, type LabelEntry } from './entries.ts'
import type { AnnotatedBox } from './annotations.ts'
import { filesOf } from './peek.ts'
import { namesakeFinder } from './imageIndex.ts'
import type { Problems } from './problems.ts'
import { baseName, folderOf, lines, readAhead, type DatasetFiles } from './source.ts'
import { isSplitList } from './splitHints.ts'

const LISTS = new Set(['classes.txt', 'labels.txt', 'class_names.txt', 'labelmap.txt', 'predefined_classes.txt'])

export interface TextFormat {
  /** Does a file that is not blank hold labels of this format? */
  fits(text: string): boolean
  read(label: string, text: string): AnnotatedBox[]
}

/** One entry for each file that fits, and for each blank file in a folder called like one where others fit. */
export async function textEntries(files: DatasetFiles, format: TextFormat, problems: Problems): Promise<LabelEntry[]> {
  const entries: LabelEntry[] = []
  const folders = new Set<string>()
  const blank: string[] = []
  const isNamesake = namesakeFinder(files.images)
  const isList = (label: string) => LISTS.has(baseName(label).toLowerCase()) || isSplitList(label)
  // An image may be called like a list; then its labels are told by their content.
  const labels = filesOf(files, '.txt').filter((label) => !isList(label) || isNamesake(label))
  for await (const { label, text, problem } of readAhead(files, labels)) {
    if (text === null) problems.skip(label, null, problem)
    else if (lines(text).next().done) blank.push(label)
    else if (format.fits(text)) {
      folders.add(baseName(folderOf(label)))
      const boxes = format.read(label, text)
      entries.push(entry(label, boxes, boxes.length === 0))
    }
  }
  const empty = blank.filter((label) => folders.size === 0 || folders.has(baseName(folderOf(label))))
  return [...entries, ...empty.map((label) => entry(label, [], false))]
}

function entry(labelFile: string, boxes: AnnotatedBox[], unlabelled: boolean): LabelEntry {
  const hints = namesakes(labelFile)
  return { labelFile, field: null, hints, unit: 'pixels', size: null, boxes, unlabelled, split: null }
}
