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
  losses: (dataset) => [
    ...lossesOf(dataset, { name: 'Darwin', flags: allFlags, attributes: true, notes: true, splits: true }),
    ...(dataset.images.some(({ boxes }) =>
      boxes.some((box) => propertiesOf(box).some(({ value }) => typeof value === 'number')),
    )
      ? ['Darwin keeps the values of properties as text, also numbers.']
      : []),
  ],
}

function darwinJson(image: ExportImage): string {
  const { name, width, height, boxes } = image
  const slot = { type: 'image', slot_name: '0', width, height, source_files: [{ file_name: name }] }
  const item = { name, path: `/${folder(image)}`, slots: [slot] }
  return `${JSON.stringify({ version: '2.0', item, annotations: boxes.map(annotation) })}\n`
}

/** Darwin has attributes, which are there or not, and properties, whose values are text. */
function attributesOf(box: DatasetBox): string[] {
  const named = Object.entries({ ...box.attributes, ...setFlags(box) })
  return named.filter(([, value]) => value === true).map(([name]) => name)
}

function propertiesOf({ attributes }: DatasetBox) {
  const valued = Object.entries(attributes).filter(([, value]) => value !== true)
  return valued.map(([name, value]) => ({ frame_index: 'global', name, value }))
}

function annotation(box: DatasetBox) {
  const attributes = attributesOf(box)
  const properties = propertiesOf(box).map((property) => ({ ...property, value: String(property.value) }))
  return {
    name: box.className,
    bounding_box: { x: box.x1, y: box.y1, w: extent(box.x1, box.x2), h: extent(box.y1, box.y2) },
    slot_names: ['0'],
    ...(attributes.length === 0 ? {} : { attributes }),
    ...(properties.length === 0 ? {} : { properties }),
    ...(box.note === '' ? {} : { text: { text: box.note } }),
  }
}
