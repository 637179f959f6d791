/** Label Studio's twin of read: tasks as JSON, and the labelling interface that shows them. */
import type { DatasetBox } from '../../annotations.ts'
import { setFlags } from '../../attributes.ts'
import type { DatasetWriter, ExportDataset, ExportImage, TextFile } from '../../exporting.ts'
import { allFlags, lossesOf } from '../../losses.ts'
import { escapeXml } from '../../xml.ts'

export const labelStudioWriter: DatasetWriter = {
  imagePath: ({ name }) => `images/${name}`,
  *files({ classes, images }: ExportDataset): Generator<TextFile> {
    yield { path: 'classes.txt', chunks: classes.map((name) => `${name}\n`) }
    yield { path: 'label_config.xml', chunks: [labelConfig(classes)] }
    yield { path: 'tasks.json', chunks: tasks(images) }
  },
  losses: (dataset) =>
    lossesOf(dataset, { name: 'Label Studio', flags: allFlags, attributes: true, notes: true, splits: true }),
}

function labelConfig(classes: readonly string[]): string {
  const labels = classes.map((name) => `    <Label value="${escapeXml(name)}"/>\n`).join('')
  return `<View>\n  <Image name="image" value="$image"/>\n  <RectangleLabels name="label" toName="image">\n${labels}  </RectangleLabels>\n</View>\n`
}

function* tasks(images: readonly ExportImage[]): Generator<string> {
  let separator = '[\n'
  for (const [index, image] of images.entries()) {
    const result = image.boxes.map((box, position) => region(box, image, `${index + 1}-${position + 1}`))
    const { name, split } = image
    const data = {
      image: `/data/local-files/?d=images/${encodeURIComponent(name)}`,
      ...(split === null ? {} : { split }),
    }
    yield `${separator}${JSON.stringify({ id: index + 1, data, annotations: [{ id: index + 1, result }] })}`
    separator = ',\n'
  }
  yield '\n]\n'
}

function region(box: DatasetBox, { width, height }: ExportImage, id: string) {
  const attributes = { ...box.attributes, ...setFlags(box) }
  return {
    id,
    type: 'rectanglelabels',
    from_name: 'label',
    to_name: 'image',
    original_width: width,
    original_height: height,
    image_rotation: 0,
    value: {
      x: (box.x1 / width) * 100,
      y: (box.y1 / height) * 100,
      width: ((box.x2 - box.x1) / width) * 100,
      height: ((box.y2 - box.y1) / height) * 100,
      rotation: 0,
      rectanglelabels: [box.className],
    },
    meta: {
      ...(box.note === '' ? {} : { text: [box.note] }),
      ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
    },
  }
}
