/** Open Images' twin of read: boxes in fractions, the names of classes, and the list of images with their part. */
import { delimitedLine } from '../../delimited.ts'
import type { DatasetWriter, ExportDataset, ExportImage, TextFile } from '../../exporting.ts'
import { lossesOf } from '../../losses.ts'
import { plainDecimal } from '../../numbers.ts'
import { stemOf } from '../../source.ts'

const HEADER =
  'ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,IsOccluded,IsTruncated,IsGroupOf,IsDepiction,IsInside\n'

export const openImagesWriter: DatasetWriter = {
  imagePath: (image) => `images/${subsetOf(image) || REST}/${image.name}`,
  *files(dataset: ExportDataset): Generator<TextFile> {
    yield {
      path: 'annotations/class-descriptions-boxable.csv',
      chunks: dataset.classes.map((name) => delimitedLine([name, name])),
    }
    yield { path: 'annotations/image_ids_and_rotation.csv', chunks: imageLines(dataset) }
    for (const [subset, images] of Map.groupBy(dataset.images, subsetOf)) {
      yield { path: `annotations/${subset || REST}-annotations-bbox.csv`, chunks: boxLines(images) }
    }
  },
  losses: (dataset) =>
    lossesOf(dataset, {
      name: 'Open Images',
      flags: ['occluded', 'truncated', 'crowd'],
      attributes: false,
      notes: false,
      splits: true,
    }),
}

/** Folder of the images without a split. */
const REST = 'all'

function subsetOf({ split }: ExportImage): string {
  return split === 'val' ? 'validation' : (split ?? '')
}

/** As Open Images has them, and a count that tells empty images. Its ids are names without their extension. */
const IMAGE_HEADER =
  'ImageID,Subset,OriginalURL,OriginalLandingURL,License,AuthorProfileURL,Author,Title,OriginalSize,OriginalMD5,Thumbnail300KURL,Rotation,BoxCount'.split(
    ',',
  )

function* imageLines({ images }: ExportDataset): Generator<string> {
  yield delimitedLine(IMAGE_HEADER)
  const unknown = Array<string>(IMAGE_HEADER.length - 3).fill('')
  for (const image of images) {
    yield delimitedLine([stemOf(image.name), subsetOf(image), ...unknown, image.boxes.length])
  }
}

function* boxLines(images: readonly ExportImage[]): Generator<string> {
  yield HEADER
  for (const { name, width, height, boxes } of images) {
    for (const { className, x1, x2, y1, y2, occluded, truncated, crowd } of boxes) {
      const sides = [x1 / width, x2 / width, y1 / height, y2 / height].map(plainDecimal)
      const flags = [occluded, truncated, crowd, false, false].map(Number)
      yield delimitedLine([stemOf(name), '', className, 1, ...sides, ...flags])
    }
  }
}
