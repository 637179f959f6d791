/** COCO's twin of read: instances.json with everything, one more file a split in annotations/, pictures in images/. */
import type { DatasetBox } from '../../annotations.ts'
import { extent } from '../../extent.ts'
import { usedSplits, type DatasetWriter, type ExportDataset, type ExportImage, type TextFile } from '../../exporting.ts'

export const cocoWriter: DatasetWriter = {
  imagePath: ({ name }) => `images/${name}`,
  *files(dataset: ExportDataset): Generator<TextFile> {
    const images = numbered(dataset)
    yield { path: 'instances.json', chunks: cocoJson(dataset.classes, images) }
    for (const split of usedSplits(dataset)) {
      const part = images.filter(({ image }) => image.split === split)
      yield { path: `annotations/instances_${split}.json`, chunks: cocoJson(dataset.classes, part) }
    }
  },
  losses: () => [],
}

interface NumberedImage {
  id: number
  /** Id of its first box: an image and a box have the same ids in the whole file and in its split's. */
  firstBox: number
  image: ExportImage
}

function numbered({ images }: ExportDataset): NumberedImage[] {
  let firstBox = 1
  return images.map((image, position) => {
    const entry = { id: position + 1, firstBox, image }
    firstBox += image.boxes.length
    return entry
  })
}

function* cocoJson(classes: readonly string[], images: readonly NumberedImage[]): Generator<string> {
  const categories = classes.map((name, position) => ({ id: position + 1, name, supercategory: '' }))
  const ids = new Map(categories.map(({ name, id }) => [name, id]))
  yield `{\n"info": {"description": "Exported by Focal Studio"},\n"licenses": [],\n`
  yield `"categories": ${JSON.stringify(categories)},\n"images": [`
  let comma = ''
  for (const { id, image } of images) {
    yield `${comma}\n${JSON.stringify({ id, file_name: image.name, width: image.width, height: image.height })}`
    comma = ','
  }
  yield '\n],\n"annotations": ['
  comma = ''
  for (const { id, firstBox, image } of images) {
    for (const [position, box] of image.boxes.entries()) {
      yield `${comma}\n${JSON.stringify(annotation(box, firstBox + position, id, ids.get(box.className)))}`
      comma = ','
    }
  }
  yield '\n]\n}\n'
}

function annotation(box: DatasetBox, id: number, image: number, category: number | undefined) {
  const w = extent(box.x1, box.x2)
  const h = extent(box.y1, box.y2)
  const attributes = {
    ...box.attributes,
    ...(box.difficult ? { difficult: true } : {}),
    ...(box.truncated ? { truncated: true } : {}),
    ...(box.occluded ? { occluded: true } : {}),
  }
  return {
    id,
    image_id: image,
    category_id: category,
    bbox: [box.x1, box.y1, w, h],
    area: w * h,
    iscrowd: box.crowd ? 1 : 0,
    segmentation: [],
    ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
    ...(box.note === '' ? {} : { note: box.note }),
  }
}
