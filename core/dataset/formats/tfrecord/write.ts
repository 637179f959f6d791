/** TFRecord's twin of read: a file a split and label_map.pbtxt, with the pictures inside or in images/ beside it. */
import type { DatasetWriter, ExportDataset, ExportImage, TextFile } from '../../exporting.ts'
import { lossesOf } from '../../losses.ts'
import { extensionOf } from '../../source.ts'
import { encodeExample, type FeatureValue } from './example.ts'
import { labelMapText } from './labelMap.ts'
import { frameRecord } from './records.ts'

function part({ split }: ExportImage): string {
  return split ?? 'all'
}

export const tfrecordWriter: DatasetWriter = {
  holdsPictures: true,
  imagePath: ({ name }) => `images/${name}`,
  *files({ classes, images }: ExportDataset): Generator<TextFile> {
    yield { path: 'label_map.pbtxt', chunks: labelMapText(classes) }
    const ids = new Map(classes.map((name, index) => [name, index + 1]))
    for (const [name, some] of Map.groupBy(images, part)) {
      yield {
        path: `${name}.tfrecord`,
        chunks: some.some(({ load }) => load) ? recordsWithPictures(some, ids) : records(some, ids),
      }
    }
  },
  losses: (dataset) => [
    ...lossesOf(dataset, {
      name: 'TFRecord',
      flags: ['difficult', 'truncated', 'crowd'],
      attributes: false,
      notes: false,
      splits: true,
    }),
    ...(dataset.images.some(({ load }) => load)
      ? []
      : ['The records hold the labels and the names of the pictures, not the pictures.']),
  ],
}

function* records(images: readonly ExportImage[], ids: ReadonlyMap<string, number>): Generator<Uint8Array> {
  for (const image of images) yield frameRecord(encodeExample(features(image, ids)))
}

/** One picture in memory at a time. */
async function* recordsWithPictures(
  images: readonly ExportImage[],
  ids: ReadonlyMap<string, number>,
): AsyncGenerator<Uint8Array> {
  for (const image of images) {
    const picture = await image.load?.()
    const inside: Record<string, FeatureValue> = picture
      ? { 'image/encoded': { bytes: [picture] }, 'image/format': { text: [formatName(image.name)] } }
      : {}
    yield frameRecord(encodeExample({ ...features(image, ids), ...inside }))
  }
}

function formatName(name: string): string {
  const extension = extensionOf(name).slice(1)
  return extension === 'jpg' ? 'jpeg' : extension
}

function features(
  { name, width, height, boxes }: ExportImage,
  ids: ReadonlyMap<string, number>,
): Record<string, FeatureValue> {
  const bits = (flag: 'difficult' | 'truncated' | 'crowd') => ({ integers: boxes.map((box) => Number(box[flag])) })
  return {
    'image/filename': { text: [name] },
    'image/source_id': { text: [name] },
    'image/width': { integers: [width] },
    'image/height': { integers: [height] },
    'image/object/bbox/xmin': { floats: boxes.map(({ x1 }) => x1 / width) },
    'image/object/bbox/xmax': { floats: boxes.map(({ x2 }) => x2 / width) },
    'image/object/bbox/ymin': { floats: boxes.map(({ y1 }) => y1 / height) },
    'image/object/bbox/ymax': { floats: boxes.map(({ y2 }) => y2 / height) },
    'image/object/class/text': { text: boxes.map(({ className }) => className) },
    'image/object/class/label': { integers: boxes.map(({ className }) => ids.get(className) ?? 0) },
    'image/object/difficult': bits('difficult'),
    'image/object/truncated': bits('truncated'),
    'image/object/is_crowd': bits('crowd'),
  }
}
