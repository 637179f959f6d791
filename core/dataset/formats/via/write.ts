/** VIA's twin of read: a project file a split, with the images beside it. */
import type { DatasetBox } from '../../annotations.ts'
import { setFlags } from '../../attributes.ts'
import { extent } from '../../extent.ts'
import type { DatasetWriter, ExportDataset, ExportImage, TextFile } from '../../exporting.ts'
import { allFlags, lossesOf } from '../../losses.ts'

function folder({ split }: ExportImage): string {
  return split ?? 'unassigned'
}

export const viaWriter: DatasetWriter = {
  imagePath: (image) => `${folder(image)}/${image.name}`,
  *files({ classes, images }: ExportDataset): Generator<TextFile> {
    yield { path: 'classes.txt', chunks: classes.map((name) => `${name}\n`) }
    for (const [name, part] of Map.groupBy(images, folder)) {
      yield { path: `${name}/via_region_data.json`, chunks: regions(part) }
    }
  },
  losses: (dataset) => [
    ...lossesOf(dataset, { name: 'VIA', flags: allFlags, attributes: true, notes: true, splits: true }),
    ...(dataset.images.some(({ boxes }) => boxes.some((box) => Object.keys(box.attributes).length > 0))
      ? ['VIA keeps attributes as text, also numbers.']
      : []),
  ],
}

function* regions(images: readonly ExportImage[]): Generator<string> {
  let separator = '{\n'
  for (const { name, boxes } of images) {
    const image = { filename: name, size: -1, regions: boxes.map(region), file_attributes: {} }
    yield `${separator}${JSON.stringify(`${name}-1`)}: ${JSON.stringify(image)}`
    separator = ',\n'
  }
  yield '\n}\n'
}

function region(box: DatasetBox) {
  const { x1, y1, x2, y2, className, note } = box
  const written = Object.entries({ ...box.attributes, ...setFlags(box), ...(note === '' ? {} : { note }) })
  const others = Object.fromEntries(written.map(([name, value]) => [name, String(value)]))
  return {
    shape_attributes: { name: 'rect', x: x1, y: y1, width: extent(x1, x2), height: extent(y1, y2) },
    region_attributes: { ...others, class: className },
  }
}
