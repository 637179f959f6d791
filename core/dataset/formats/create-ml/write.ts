/** Create ML's twin of read: a folder a split, each with its images and one JSON list. */
import type { DatasetWriter, ExportDataset, ExportImage, TextFile } from '../../exporting.ts'
import { lossesOf } from '../../losses.ts'

function folder({ split }: ExportImage): string {
  return split ?? 'unassigned'
}

export const createMlWriter: DatasetWriter = {
  imagePath: (image) => `${folder(image)}/${image.name}`,
  *files({ classes, images }: ExportDataset): Generator<TextFile> {
    yield { path: 'classes.txt', chunks: classes.map((name) => `${name}\n`) }
    for (const [name, part] of Map.groupBy(images, folder)) {
      yield { path: `${name}/_annotations.createml.json`, chunks: listed(part) }
    }
  },
  losses: (dataset) =>
    lossesOf(dataset, { name: 'Create ML', flags: [], attributes: false, notes: false, splits: true }),
}

function* listed(images: readonly ExportImage[]): Generator<string> {
  let separator = '[\n'
  for (const { name, boxes } of images) {
    const annotations = boxes.map(({ className, x1, y1, x2, y2 }) => ({
      label: className,
      coordinates: { x: (x1 + x2) / 2, y: (y1 + y2) / 2, width: x2 - x1, height: y2 - y1 },
    }))
    yield `${separator}${JSON.stringify({ image: name, annotations })}`
    separator = ',\n'
  }
  yield '\n]\n'
}
