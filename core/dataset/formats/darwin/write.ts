/** Darwin's twin of read: JSON 2.0, a file beside each image, a folder a split. */
import type { DatasetBox } from '../../annotations.ts'
import { setFlags } from '../../attributes.ts'
import { extent } from '../../extent.ts'
import type { DatasetWriter, ExportDataset, ExportImage, TextFile } from '../../exporting.ts'
import { allFlags, lossesOf } from '../../losses.ts'
import { stemOf } from '../../source.ts'

function folder({ split }: ExportImage): string {
  return split ?? 'unassigned'
}

export const darwinWriter: DatasetWriter = {
  imagePath: (image) => `images/${folder(image)}/${image.name}`,
  *files(dataset: ExportDataset): Generator<TextFile> {
    yield { path: 'classes.txt', chunks: dataset.classes.map((name) => `${name}\n`) }
    for (const image of dataset.images) {
      yield { path: `annotations/${folder(image)}/${stemOf(image.name)}.json`, chunks: [darwinJson(image)] }
    }
  },
  losses: (dataset) =>
    lossesOf(dataset, { name: 'Darwin', flags: allFlags, attributes: true, notes: true, splits: true }),
}

function darwinJson(image: ExportImage): string {
  const { name, width, height, boxes } = image
  const slot = { type: 'image', slot_name: '0', width, height, source_files: [{ file_name: name }] }
  const item = { name, path: `/${folder(image)}`, slots: [slot] }
  return `${JSON.stringify({ version: '2.0', item, annotations: boxes.map(annotation) })}\n`
}

function annotation(box: DatasetBox) {
  const properties = Object.entries({ ...box.attributes, ...setFlags(box) }).map(([name, value]) => ({ name, value }))
  return {
    name: box.className,
    bounding_box: { x: box.x1, y: box.y1, w: extent(box.x1, box.x2), h: extent(box.y1, box.y2) },
    slot_names: ['0'],
    ...(properties.length === 0 ? {} : { properties }),
    ...(box.note === '' ? {} : { text: { text: box.note } }),
  }
}
