/** From what label files say to images of the source: the common second half of most readers. */
import type { Edges } from '../geometry/box.ts'
import type { Split } from '../project/types.ts'
import {
  noAttributes,
  noFlags,
  type AnnotatedBox,
  type AnnotatedImage,
  type DatasetAnnotations,
  type EmbeddedImage,
} from './annotations.ts'
import { ImageIndex, type FoundImage, type NameHint } from './imageIndex.ts'
import type { Problems } from './problems.ts'
import type { PictureInside } from './embedded.ts'
import type { FormatName, SkippedItem } from './report.ts'
import { stemOf, type DatasetFiles } from './source.ts'
import { dropSingleSplit, splitOfFolders } from './splitHints.ts'
import { addUnlabelled } from './formats/unlabelledImages.ts'

/** What a label file says of one image. */
export interface LabelEntry {
  labelFile: string
  /** What reports call the image inside the file; null when the file labels one image only. */
  field: string | null
  /** Names that the image may have, in order of trust. */
  hints: NameHint[]
  unit: 'pixels' | 'relative'
  size: { width: number; height: number } | null
  boxes: AnnotatedBox[]
  /** Nothing that is said of it could be used, or nobody looked at it: it is unlabelled, not empty. */
  unlabelled: boolean
  /** Null leaves it to the folders. */
  split: Split | null
  /** The label file has a copy of the picture inside. */
  picture?: PictureInside | null
}

export interface Gathered {
  format: FormatName
  classes: string[]
  problems: Problems
  /** 'one' file labels each image; or 'any' number of files do, and each box of theirs counts once. */
  filesAnImage: 'one' | 'any'
}

/** Finds the image of each entry, puts entries of one image together, and adds the images that no entry speaks of. */
export function assemble(files: DatasetFiles, entries: LabelEntry[], gathered: Gathered): DatasetAnnotations {
  const { format, classes, problems, filesAnImage } = gathered
  const index = new ImageIndex(files.images)
  const images = new Map<string, AnnotatedImage>()
  const embedded: EmbeddedImage[] = []
  const found = filesAnImage === 'one' ? index.assign(entries) : assignByFile(index, entries)
  entries.forEach((entry, position) => {
    const answer = found[position]
    if (answer && answer.image !== null) add(images, answer.image, entry, problems)
    else {
      const reason = answer?.reason ?? 'No image of this name was found.'
      const item = { file: entry.labelFile, field: entry.field, reason: entry.picture ? `${reason} ${INSIDE}` : reason }
      problems.skip(item.file, item.field, item.reason)
      if (entry.picture) embedded.push(embeddedImage(entry, entry.picture, item))
    }
  })
  const all = [...images.values()]
  addUnlabelled(all, files.images, problems, splitOfFolders)
  return {
    format,
    classes: withUsed(classes, all),
    images: dropSingleSplit(all, problems),
    ...(embedded.length > 0 ? { embedded } : {}),
    skipped: problems.skipped,
    warnings: problems.warnings,
  }
}

const INSIDE = 'A copy is inside the label file, which the import can take out.'

function embeddedImage(entry: LabelEntry, picture: PictureInside, lost: SkippedItem): EmbeddedImage {
  const { labelFile, unit, size, boxes, unlabelled } = entry
  const split = entry.split ?? splitOfFolders(labelFile)
  const labels = unlabelled && boxes.length === 0 ? null : labelFile
  return { picture, annotated: { image: picture.name, labels, unit, size, boxes, split }, lost }
}

function assignByFile(index: ImageIndex, entries: readonly LabelEntry[]): FoundImage[] {
  const answers: FoundImage[] = []
  const byFile = Map.groupBy(entries.entries(), ([, { labelFile }]) => labelFile)
  for (const group of byFile.values()) {
    const found = index.assign(group.map(([, entry]) => entry))
    group.forEach(([position], at) => (answers[position] = found[at] ?? { image: null, reason: 'It was not found.' }))
  }
  return answers
}

function add(images: Map<string, AnnotatedImage>, image: string, entry: LabelEntry, problems: Problems): void {
  const { labelFile, unit, size, boxes } = entry
  const split = entry.split ?? splitOfFolders(image)
  const unusable = entry.unlabelled && boxes.length === 0
  if (unusable) problems.warn(image, null, `Taken in as new, because nothing in ${labelFile} says what is on it.`)
  const labels = unusable ? null : labelFile
  const earlier = images.get(image)
  if (!earlier) {
    images.set(image, { image, labels, unit, size, boxes, split })
    return
  }
  const known = new Set(earlier.boxes.map(boxKey))
  images.set(image, {
    ...earlier,
    labels: earlier.labels ?? labels,
    unit: earlier.boxes.length > 0 ? earlier.unit : unit,
    size: earlier.size ?? size,
    boxes: [...earlier.boxes, ...boxes.filter((box) => !known.has(boxKey(box)))],
    split: earlier.split ?? split,
  })
}

function boxKey({ x1, y1, x2, y2, className }: AnnotatedBox): string {
  return JSON.stringify([x1, y1, x2, y2, className])
}

/** The listed classes, then those that boxes have without being listed, in the order of their first box. */
export function withUsed(classes: readonly string[], images: readonly AnnotatedImage[]): string[] {
  const names = new Set(classes)
  for (const { boxes } of images) for (const { className } of boxes) names.add(className)
  return [...names]
}

/** Ways to look for an image by a name as tools write it; some write it as a part of an address ("my%20photo.jpg"). */
export function nameHints(...names: string[]): NameHint[] {
  const spellings = [...new Set(names.flatMap((name) => [name, decoded(name)]))].filter((name) => name !== '')
  return (['name', 'stem'] as const).flatMap((by) => spellings.map((name) => ({ name, by })))
}

/** The image that a label file is named after, whatever its extension; some tools write the name as in an address. */
export function namesakes(labelFile: string): NameHint[] {
  const stem = stemOf(labelFile)
  return [...new Set([stem, decoded(stem)])].map((name) => ({ name, by: 'stem' }))
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    // A percent sign that belongs to the name.
    return name
  }
}

/** A box without flags, attributes or note, to be spread and added to. */
export function plainBox({ x1, y1, x2, y2 }: Edges, className: string, field: string): AnnotatedBox {
  return { x1, y1, x2, y2, className, field, ...noFlags, attributes: noAttributes, note: '' }
}
