/** ODVG's twin of read: a file a split with a line an image, label_map.json, pictures in images/. */
import type { DatasetWriter, ExportDataset, ExportImage, TextFile } from '../../exporting.ts'
import { lossesOf } from '../../losses.ts'
import { labelMapJson } from './labelMap.ts'

function part({ split }: ExportImage): string {
  return split ?? 'unassigned'
}

export const odvgWriter: DatasetWriter = {
  imagePath: ({ name }) => `images/${name}`,
  *files({ classes, images }: ExportDataset): Generator<TextFile> {
    yield { path: 'label_map.json', chunks: [labelMapJson(classes)] }
    const numbers = new Map(classes.map((name, index) => [name, index]))
    for (const [name, some] of Map.groupBy(images, part)) {
      yield { path: `${name}.jsonl`, chunks: imageLines(some, numbers) }
    }
  },
  losses: (dataset) => lossesOf(dataset, { name: 'ODVG', flags: [], attributes: false, notes: false, splits: true }),
}

function* imageLines(images: readonly ExportImage[], numbers: ReadonlyMap<string, number>): Generator<string> {
  for (const image of images) yield imageLine(image, numbers)
}

function imageLine({ name, width, height, boxes }: ExportImage, numbers: ReadonlyMap<string, number>): string {
  const instances = boxes.map(({ x1, y1, x2, y2, className }) => ({
    bbox: [x1, y1, x2, y2],
    label: numbers.get(className),
    category: className,
  }))
  return `${JSON.stringify({ filename: name, height, width, detection: { instances } })}\n`
}
