/** Datumaro's twin of read: annotations/SPLIT.json and images/SPLIT. */
import type { DatasetBox } from '../../annotations.ts'
import { setFlags } from '../../attributes.ts'
import { extent } from '../../extent.ts'
import type { DatasetWriter, ExportDataset, ExportImage, TextFile } from '../../exporting.ts'
import { allFlags, lossesOf } from '../../losses.ts'
import { stemOf } from '../../source.ts'

function part({ split }: ExportImage): string {
  return split ?? 'default'
}

export const datumaroWriter: DatasetWriter = {
  imagePath: (image) => `images/${part(image)}/${image.name}`,
  *files({ classes, images }: ExportDataset): Generator<TextFile> {
    for (const [name, some] of Map.groupBy(images, part)) {
      yield { path: `annotations/${name}.json`, chunks: datumaroJson(classes, some) }
    }
  },
  losses: (dataset) =>
    lossesOf(dataset, { name: 'Datumaro', flags: allFlags, attributes: true, notes: true, splits: true }),
}

function* datumaroJson(classes: readonly string[], images: readonly ExportImage[]): Generator<string> {
  const labels = classes.map((name) => ({ name, parent: '', attributes: [] }))
  yield `{"info": {},\n"categories": ${JSON.stringify({ label: { labels, attributes: [] } })},\n"items": [`
  const ids = new Map(classes.map((name, index) => [name, index]))
  let separator = '\n'
  for (const { name, width, height, boxes } of images) {
    const annotations = boxes.map((box, id) => annotation(box, id, ids.get(box.className)))
    const image = { path: name, size: [height, width] }
    yield `${separator}${JSON.stringify({ id: stemOf(name), annotations, image })}`
    separator = ',\n'
  }
  yield '\n]}\n'
}

function annotation(box: DatasetBox, id: number, label: number | undefined) {
  const { crowd, ...flags } = setFlags(box)
  const note = box.note === '' ? {} : { note: box.note }
  return {
    id,
    type: 'bbox',
    label_id: label,
    group: 0,
    z_order: 0,
    attributes: { ...box.attributes, ...flags, ...note, ...(crowd === true ? { is_crowd: true } : {}) },
    bbox: [box.x1, box.y1, extent(box.x1, box.x2), extent(box.y1, box.y2)],
  }
}
