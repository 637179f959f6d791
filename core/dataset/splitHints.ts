/** Splits that a data set already has: in folder names, in lists of images, in the names of its files. */
import type { Split } from '../project/types.ts'
import type { AnnotatedImage } from './annotations.ts'
import type { ImageIndex } from './imageIndex.ts'
import type { Problems } from './problems.ts'
import { baseName, folderOf, lines, plainPath, readAhead, stemOf, type DatasetFiles } from './source.ts'

const WORDS: ReadonlyArray<[RegExp, Split]> = [
  [/^(train|training)(20\d\d)?$/, 'train'],
  [/^(val|valid|validation|dev)(20\d\d)?$/, 'val'],
  [/^(test|testing)(20\d\d)?$/, 'test'],
]

/** The split that a word stands for ("valid", "train2017"), or null. */
export function splitOfWord(word: string): Split | null {
  const plain = word.toLowerCase()
  return WORDS.find(([pattern]) => pattern.test(plain))?.[1] ?? null
}

/** The split that a path's folders name, the innermost first. */
export function splitOfFolders(path: string): Split | null {
  for (const part of folderOf(path).split('/').reverse()) {
    const split = splitOfWord(part)
    if (split) return split
  }
  return null
}

/** The split in a file's name ("instances_val2017.json"), else in its folders. */
export function splitOfFile(path: string): Split | null {
  for (const part of stemOf(path).split(/[^a-z0-9]+/i)) {
    const split = splitOfWord(part)
    if (split) return split
  }
  return splitOfFolders(path)
}

/** Is this a list of images (train.txt, val.txt, …), by its name? */
export function isSplitList(label: string): boolean {
  return label.toLowerCase().endsWith('.txt') && splitOfWord(stemOf(label)) !== null
}

/** What lists such as train.txt say: an image a line, as a path or a name, with or without extension. */
export async function readSplitLists(files: DatasetFiles, index: ImageIndex): Promise<Map<string, Split>> {
  const splits = new Map<string, Split>()
  for await (const { label, text } of readAhead(files, files.labels.filter(isSplitList))) {
    const split = splitOfWord(stemOf(label))
    if (text === null || split === null) continue
    for (const { line } of lines(text)) {
      const image = findListed(index, label, line)
      if (image && !splits.has(image)) splits.set(image, split)
    }
  }
  return splits
}

/** VOC's lists may carry a verdict after the name ("2007_000027  1"), and some tools quote names. */
function findListed(index: ImageIndex, labelFile: string, line: string): string | null {
  const bare = line.replace(/^"(.*)"$/, '$1')
  for (const name of [bare, bare.replace(/\s+-?\d+$/, '')]) {
    if (baseName(plainPath(name)) === '') continue
    const image = index.findOne({
      labelFile,
      hints: [
        { name, by: 'name' },
        { name, by: 'stem' },
      ],
    })
    if (image) return image
  }
  return null
}

/** A source that puts everything in one part says nothing about a split: its images stay without. */
export function dropSingleSplit(images: AnnotatedImage[], problems: Problems): AnnotatedImage[] {
  const found = new Set(
    images.filter(({ labels, split }) => labels !== null || split !== null).map(({ split }) => split),
  )
  const [only] = found
  if (found.size !== 1 || only === null || only === undefined) return images
  if (images.length > 1) {
    problems.warn('', null, `The source calls all of its images "${only}", so they were left without a split.`)
  }
  return images.map((image) => (image.split === null ? image : { ...image, split: null }))
}
