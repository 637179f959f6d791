/** COCO's instances: categories, images and annotations in one JSON file, boxes as x, y, width, height in pixels. */
import type { AnnotatedBox, AnnotatedImage, DatasetAnnotations } from '../../annotations.ts'
import { ImageIndex } from '../../imageIndex.ts'
import { Problems } from '../../problems.ts'
import { extensionOf, LARGEST_DATASET_FILE, type DatasetFiles } from '../../source.ts'
import { dropSingleSplit, splitOfFile, splitOfFolders } from '../../splitHints.ts'
import { addUnlabelled } from '../unlabelledImages.ts'
import { readCocoFile, type CocoFile, type CocoImage } from './file.ts'

export async function readCoco(files: DatasetFiles): Promise<DatasetAnnotations> {
  const problems = new Problems()
  const jsonFiles = files.chosen ? [files.chosen] : files.labels.filter((label) => extensionOf(label) === '.json')
  const read: CocoFile[] = []
  for (const label of jsonFiles) {
    const file = await readCocoFile(files, label, LARGEST_DATASET_FILE, problems)
    if (file) read.push(file)
  }
  const index = new ImageIndex(files.images)
  const images = new Map<string, AnnotatedImage>()
  for (const file of read) {
    const found = index.assign(
      file.images.map(({ fileName }) => ({
        labelFile: file.label,
        hints: [fileName, decoded(fileName)].flatMap((name) => [
          { name, by: 'name' as const },
          { name, by: 'stem' as const },
        ]),
      })),
    )
    file.images.forEach((entry, position) => {
      const answer = found[position]
      if (answer && answer.image !== null) addEntry(images, answer.image, entry, file)
      else problems.skip(file.label, `image "${entry.fileName}"`, answer?.reason ?? 'No image of this name was found.')
    })
  }
  const all = [...images.values()]
  addUnlabelled(all, files.images, problems, splitOfFolders)
  return {
    format: 'coco',
    classes: [...new Set(read.flatMap((file) => file.classes))],
    images: dropSingleSplit(all, problems),
    skipped: problems.skipped,
    warnings: problems.warnings,
  }
}

/** Some tools write file names as parts of an address ("my%20photo.jpg"). */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    // A percent sign that belongs to the name.
    return name
  }
}

/** An image may be in several files (all and one a split; instances and key points): the same box counts once. */
function addEntry(images: Map<string, AnnotatedImage>, image: string, entry: CocoImage, file: CocoFile): void {
  const split = splitOfFile(file.label) ?? splitOfFolders(image)
  const earlier = images.get(image)
  if (!earlier) {
    const labels = entry.unlabelled ? null : file.label
    images.set(image, { image, labels, unit: 'pixels', size: entry.size, boxes: entry.boxes, split })
    return
  }
  const known = new Set(earlier.boxes.map(boxKey))
  const added = entry.boxes.filter((box) => !known.has(boxKey(box)))
  images.set(image, {
    ...earlier,
    labels: earlier.labels ?? (entry.unlabelled ? null : file.label),
    size: earlier.size ?? entry.size,
    boxes: [...earlier.boxes, ...added],
    split: earlier.split ?? split,
  })
}

function boxKey({ x1, y1, x2, y2, className }: AnnotatedBox): string {
  return JSON.stringify([x1, y1, x2, y2, className])
}
