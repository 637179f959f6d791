/** YOLO: a text file an image, in labels/ beside images/ or next to the image; class names and splits in other files. */
import type { Split } from '../../../project/types.ts'
import type { AnnotatedImage, DatasetAnnotations } from '../../annotations.ts'
import { namesakes } from '../../entries.ts'
import { ImageIndex, namesakeFinder } from '../../imageIndex.ts'
import { Problems } from '../../problems.ts'
import { extensionOf, folderOf, plainPath, readAhead, type DatasetFiles } from '../../source.ts'
import { dropSingleSplit, isSplitList, readSplitLists, splitOfFolders } from '../../splitHints.ts'
import { addUnlabelled } from '../unlabelledImages.ts'
import { classList, isNamesFile, readYoloNames } from './names.ts'
import { looksLikeRows, readRows, RowShapes } from './rows.ts'
import type { YoloNames } from './yoloNames.ts'

export function readYolo(files: DatasetFiles): Promise<DatasetAnnotations> {
  return readYoloLike(files, 'yolo')
}

/** The same rows of four corners: both kinds may be in one set. */
export function readYoloObb(files: DatasetFiles): Promise<DatasetAnnotations> {
  return readYoloLike(files, 'yolo-obb')
}

async function readYoloLike(files: DatasetFiles, format: 'yolo' | 'yolo-obb'): Promise<DatasetAnnotations> {
  const problems = new Problems()
  const names = await readYoloNames(files, problems)
  const index = new ImageIndex(files.images)
  const splitOf = await splitFinder(files, index, names)
  const labels = labelFiles(files)
  const found = index.assign(labels.map((labelFile) => ({ labelFile, hints: namesakes(labelFile) })))
  const images: AnnotatedImage[] = []
  const shapes = new RowShapes()
  let position = 0
  for await (const { label, text, problem } of readAhead(files, labels)) {
    const answer = found[position++]
    const image = answer?.image ?? null
    if (text === null) {
      problems.skip(label, null, problem)
      if (image) problems.warn(image, null, `Taken in as new, because ${label} could not be read.`)
      continue
    }
    if (image === null) {
      if (looksLikeRows(text))
        problems.skip(label, null, answer?.image === null ? answer.reason : 'No image was found.')
      continue
    }
    // Of "train.txt" beside "train.jpg" only the content tells whether it is a list.
    if (isListName(label) && looksLikeRows(text) === false) continue
    const boxes = readRows(label, text, names, problems, shapes)
    const labelled = boxes.length > 0 || looksLikeRows(text) === null
    if (labelled) images.push({ image, labels: label, unit: 'relative', size: null, boxes, split: splitOf(image) })
    else problems.warn(image, null, `Taken in as new, because no row of ${label} could be used.`)
  }
  shapes.report(problems)
  addUnlabelled(images, files.images, problems, splitOf)
  const known = classList(names, problems)
  const used = new Set<string>()
  for (const { boxes } of images) for (const { className } of boxes) used.add(className)
  if (names.label === null && used.size > 0) {
    problems.warn('', null, 'No data.yaml, obj.names or classes.txt was found, so the classes are called by number.')
  }
  const unnamed = [...used].filter((name) => !known.includes(name))
  return {
    format,
    classes: [...known, ...unnamed.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))],
    images: dropSingleSplit(images, problems),
    skipped: problems.skipped,
    warnings: problems.warnings,
  }
}

/** Text files that may hold the labels of an image: lists of classes or images only where an image has their name. */
export function labelFiles(files: DatasetFiles): string[] {
  const isNamesake = namesakeFinder(files.images)
  return files.labels.filter((label) => extensionOf(label) === '.txt' && (!isListName(label) || isNamesake(label)))
}

function isListName(label: string): boolean {
  return isNamesFile(label) || isSplitList(label)
}

/** A list such as train.txt decides, then the folders in data.yaml, then folders called train, valid or test. */
async function splitFinder(
  files: DatasetFiles,
  index: ImageIndex,
  names: YoloNames,
): Promise<(image: string) => Split | null> {
  const listed = await readSplitLists(files, index)
  const imageFolders = new Set(files.images.map(folderOf))
  // Null where a folder stands for several parts, as when there is nothing to validate on: that says nothing.
  const folders = new Map<string, Split | null>()
  for (const { split, path } of names.parts) {
    const folder = knownFolder(plainPath(path), imageFolders)
    if (folder !== null) folders.set(folder, folders.has(folder) && folders.get(folder) !== split ? null : split)
  }
  const inFolder = (image: string): Split | null => {
    for (let folder = folderOf(image); folder !== ''; folder = folderOf(folder)) {
      const split = folders.get(folder)
      if (split) return split
    }
    return null
  }
  return (image) => listed.get(image) ?? inFolder(image) ?? splitOfFolders(image)
}

/** Paths in data.yaml often start on another computer: the longest end of them that exists here is meant. */
function knownFolder(path: string, imageFolders: ReadonlySet<string>): string | null {
  const holdsImages = (folder: string) =>
    [...imageFolders].some((known) => known === folder || known.startsWith(`${folder}/`))
  const parts = path.split('/')
  for (let start = 0; start < parts.length; start++) {
    const end = parts.slice(start).join('/')
    if (end !== '' && holdsImages(end)) return end
  }
  return null
}
