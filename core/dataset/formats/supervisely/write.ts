/** Supervisely's twin of read: meta.json, dataset/img and dataset/ann; the split travels as a tag of the image. */
import type { DatasetBox } from '../../annotations.ts'
import { setFlags } from '../../attributes.ts'
import type { DatasetWriter, ExportDataset, ExportImage, TextFile } from '../../exporting.ts'
import { allFlags, lossesOf } from '../../losses.ts'

export const superviselyWriter: DatasetWriter = {
  imagePath: ({ name }) => `dataset/img/${name}`,
  *files(dataset: ExportDataset): Generator<TextFile> {
    yield { path: 'meta.json', chunks: [meta(dataset)] }
    const ids = new Map(dataset.classes.map((name, index) => [name, index + 1]))
    for (const image of dataset.images)
      yield { path: `dataset/ann/${image.name}.json`, chunks: [annotation(image, ids)] }
  },
  losses: (dataset) =>
    lossesOf(dataset, { name: 'Supervisely', flags: allFlags, attributes: true, notes: true, splits: true }),
}

function tagsOf(box: DatasetBox) {
  return Object.entries({ ...box.attributes, ...setFlags(box) })
}

function meta({ classes, images }: ExportDataset): string {
  const kinds = new Map<string, string>([
    ['train', 'none'],
    ['val', 'none'],
    ['test', 'none'],
  ])
  for (const [name, value] of images.flatMap(({ boxes }) => boxes.flatMap(tagsOf))) {
    const kind = value === true ? 'none' : typeof value === 'number' ? 'any_number' : 'any_string'
    kinds.set(name, kinds.has(name) && kinds.get(name) !== kind ? 'any_string' : kind)
  }
  return `${JSON.stringify(
    {
      classes: classes.map((title, index) => ({ id: index + 1, title, shape: 'rectangle', color: '#2b7fff' })),
      tags: [...kinds].map(([name, value_type]) => ({ name, value_type, color: '#2b7fff' })),
    },
    null,
    1,
  )}\n`
}

function annotation({ width, height, split, boxes }: ExportImage, ids: ReadonlyMap<string, number>): string {
  const objects = boxes.map((box) => ({
    classId: ids.get(box.className),
    classTitle: box.className,
    description: box.note,
    geometryType: 'rectangle',
    tags: tagsOf(box).map(([name, value]) => ({ name, value: value === true ? null : value })),
    points: {
      exterior: [
        [box.x1, box.y1],
        [box.x2, box.y2],
      ],
      interior: [],
    },
  }))
  const tags = split === null ? [] : [{ name: split, value: null }]
  return `${JSON.stringify({ description: '', tags, size: { height, width }, objects })}\n`
}
