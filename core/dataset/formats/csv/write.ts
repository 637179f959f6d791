/** TensorFlow's CSV: filename, width, height, class, xmin, ymin, xmax, ymax; classes.csv for the order of classes. */
import { delimitedLine } from '../../delimited.ts'
import { usedSplits, type DatasetWriter, type ExportDataset, type ExportImage, type TextFile } from '../../exporting.ts'
import { lossesOf } from '../../losses.ts'
import { plainDecimal } from '../../numbers.ts'

const HEADER = ['filename', 'width', 'height', 'class', 'xmin', 'ymin', 'xmax', 'ymax']

export const csvWriter: DatasetWriter = {
  imagePath: ({ name }) => `images/${name}`,
  *files(dataset: ExportDataset): Generator<TextFile> {
    yield { path: 'classes.csv', chunks: dataset.classes.map((name, index) => delimitedLine([name, index])) }
    yield { path: 'labels.csv', chunks: csvLines(dataset.images) }
    for (const split of usedSplits(dataset)) {
      yield { path: `${split}_labels.csv`, chunks: csvLines(dataset.images.filter((image) => image.split === split)) }
    }
  },
  losses(dataset: ExportDataset): string[] {
    const empty = dataset.images.filter(({ boxes }) => boxes.length === 0).length
    return [
      ...lossesOf(dataset, { name: 'CSV', flags: [], attributes: false, notes: false, splits: true }),
      ...(empty > 0 ? [`${empty} images without boxes have a row without a box, which not every tool reads.`] : []),
    ]
  },
}

function* csvLines(images: readonly ExportImage[]): Generator<string> {
  yield delimitedLine(HEADER)
  for (const { name, width, height, boxes } of images) {
    if (boxes.length === 0) yield delimitedLine([name, width, height, '', '', '', '', ''])
    for (const { className, x1, y1, x2, y2 } of boxes) {
      yield delimitedLine([name, width, height, className, ...[x1, y1, x2, y2].map(plainDecimal)])
    }
  }
}
