/** Supervisely's twin of read: meta.json, dataset/img and dataset/ann; the split travels as a tag of the image. */
import type { DatasetBox } from '../../annotations.ts'
import { setFlags } from '../../attributes.ts'
import type { DatasetWriter, ExportDataset, ExportImage, TextFile } from '../../exporting.ts'
import { allFlags, lossesOf } from '../../losses.ts'

export const superviselyWriter: DatasetWriter = {
  imagePath: ({ name }) => `dataset/img/${name}`,
  *files(dataset: ExportDataset): Generator<TextFile> {
    const kinds = kindsOf(dataset)
    yield { path: 'meta.json', chunks: [meta(dataset, kinds)] }
    const ids = new Map(dataset.classes.map((name, index) => [name, index + 1]))
    for (const image of dataset.images)
      yield { path: `dataset/ann/${image.name}.json`, chunks: [annotation(image, ids, kinds)] }
  },
  losses: (dataset) => [
    ...lossesOf(dataset, { name: 'Supervisely', flags: allFlags, attributes: true, notes: true, splits: true }),
    ...(hasMixedTags(dataset)
      ? ['Supervisely has one kind of values a tag: tags with several kinds were written as text.']
      : []),
  ],
}

function hasMixedTags(dataset: ExportDataset): boolean {
  const kinds = kindsOf(dataset)
  const isMixed = ([name, value]: [string, Value]) => typeof value !== 'string' && kinds.get(name) === 'any_string'
  return dataset.images.some(({ boxes }) => boxes.some((box) => tagsOf(box).some(isMixed)))
}

function tagsOf(box: DatasetBox) {
  return Object.entries({ ...box.attributes, ...setFlags(box) })
}

/** Supervisely's kinds of the values of a tag. */
type Kind = 'none' | 'any_number' | 'any_string'

/** One kind a tag, which every value of it must have: text where they differ. */
function kindsOf({ images }: ExportDataset): Map<string, Kind> {
  const kinds = new Map<string, Kind>([
    ['train', 'none'],
    ['val', 'none'],
    ['test', 'none'],
  ])
  for (const { boxes } of images) {
    for (const [name, value] of boxes.flatMap(tagsOf)) {
      const kind = value === true ? 'none' : typeof value === 'number' ? 'any_number' : 'any_string'
      kinds.set(name, kinds.has(name) && kinds.get(name) !== kind ? 'any_string' : kind)
    }
  }
  return kinds
}

function meta({ classes }: ExportDataset, kinds: ReadonlyMap<string, Kind>): string {
  return `${JSON.stringify(
    {
      classes: classes.map((title, index) => ({ id: index + 1, title, shape: 'rectangle', color: '#2b7fff' })),
      tags: [...kinds].map(([name, value_type]) => ({ name, value_type, color: '#2b7fff' })),
    },
    null,
    1,
  )}\n`
}

type Value = string | number | boolean

function annotation(
  { width, height, split, boxes }: ExportImage,
  ids: ReadonlyMap<string, number>,
  kinds: ReadonlyMap<string, Kind>,
): string {
  const tag = ([name, value]: [string, Value]) => {
    const kind = kinds.get(name)
    return { name, value: kind === 'none' ? null : kind === 'any_string' ? String(value) : value }
  }
  const objects = boxes.map((box) => ({
    classId: ids.get(box.className),
    classTitle: box.className,
    description: box.note,
    geometryType: 'rectangle',
    tags: tagsOf(box).map(tag),
    points: {
      exterior: [
        [box.x1, box.y1],
        [box.x2, box.y2],
      ],
      interior: [],
    },
  }))
  const tags = split === null ? [] : [tag([split, true])]
  return `${JSON.stringify({ description: '', tags, size: { height, width }, objects })}\n`
}
