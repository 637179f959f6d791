/** Open Images' twin of read: boxes in fractions, the names of classes, and the list of images with their part. */
import { delimitedLine } from '../../delimited.ts'
import type { DatasetWriter, ExportDataset, TextFile } from '../../exporting.ts'
import { lossesOf } from '../../losses.ts'
import { plainDecimal } from '../../numbers.ts'

const HEADER =
  'ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,IsOccluded,IsTruncated,IsGroupOf,IsDepiction,IsInside\n'

export const openImagesWriter: DatasetWriter = {
  imagePath: ({ name }) => `images/${name}`,
  *files(dataset: ExportDataset): Generator<TextFile> {
    yield {
      path: 'annotations/class-descriptions.csv',
      chunks: dataset.classes.map((name) => delimitedLine([name, name])),
    }
    yield { path: 'annotations/images.csv', chunks: imageLines(dataset) }
    yield { path: 'annotations/annotations-bbox.csv', chunks: boxLines(dataset) }
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

function* imageLines({ images }: ExportDataset): Generator<string> {
  yield 'ImageID,Subset,BoxCount\n'
  for (const { name, split, boxes } of images) {
    yield delimitedLine([name, split === 'val' ? 'validation' : (split ?? ''), boxes.length])
  }
}

function* boxLines({ images }: ExportDataset): Generator<string> {
  yield HEADER
  for (const { name, width, height, boxes } of images) {
    for (const { className, x1, x2, y1, y2, occluded, truncated, crowd } of boxes) {
      const sides = [x1 / width, x2 / width, y1 / height, y2 / height].map(plainDecimal)
      const flags = [occluded, truncated, crowd, false, false].map(Number)
      yield delimitedLine([name, '', className, 1, ...sides, ...flags])
    }
  }
}
