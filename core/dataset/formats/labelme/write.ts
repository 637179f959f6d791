/** LabelMe's twin of read: a JSON file beside each image, readable by LabelMe and X-AnyLabeling. */
import type { DatasetBox } from '../../annotations.ts'
import { setFlags } from '../../attributes.ts'
import type { DatasetWriter, ExportDataset, ExportImage, TextFile } from '../../exporting.ts'
import { allFlags, lossesOf } from '../../losses.ts'
import { stemOf } from '../../source.ts'

/** A folder a split, as the format has no other place for it. */
function folder({ split }: ExportImage): string {
  return split === null ? '' : `${split}/`
}

export const labelmeWriter: DatasetWriter = {
  imagePath: (image) => `${folder(image)}${image.name}`,
  *files(dataset: ExportDataset): Generator<TextFile> {
    yield { path: 'classes.txt', chunks: dataset.classes.map((name) => `${name}\n`) }
    for (const image of dataset.images) {
      yield { path: `${folder(image)}${stemOf(image.name)}.json`, chunks: [labelmeJson(image)] }
    }
  },
  losses: (dataset) =>
    lossesOf(dataset, { name: 'LabelMe', flags: allFlags, attributes: true, notes: true, splits: true }),
}

function labelmeJson({ name, width, height, boxes }: ExportImage): string {
  const shapes = boxes.map(shape)
  const image = { imagePath: name, imageData: null, imageHeight: height, imageWidth: width }
  return `${JSON.stringify({ version: '5.5.0', flags: {}, shapes, ...image }, null, 2)}\n`
}

function shape(box: DatasetBox) {
  const { difficult, ...flags } = setFlags(box)
  return {
    label: box.className,
    points: [
      [box.x1, box.y1],
      [box.x2, box.y2],
    ],
    group_id: null,
    description: box.note,
    shape_type: 'rectangle',
    flags,
    difficult: difficult === true,
    attributes: box.attributes,
  }
}
