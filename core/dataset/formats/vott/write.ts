/** VoTT's twin of read: a project's export as JSON, one file a split. */
import type { DatasetBox } from '../../annotations.ts'
import { extent } from '../../extent.ts'
import type { DatasetWriter, ExportDataset, ExportImage, TextFile } from '../../exporting.ts'
import { lossesOf } from '../../losses.ts'
import { extensionOf } from '../../source.ts'

export const vottWriter: DatasetWriter = {
  imagePath: ({ name }) => `vott-json-export/${name}`,
  *files({ classes, images }: ExportDataset): Generator<TextFile> {
    for (const [split, part] of Map.groupBy(images, (image) => image.split)) {
      const path = `vott-json-export/${split === null ? '' : `${split}-`}export.json`
      yield { path, chunks: project(classes, part) }
    }
  },
  losses: (dataset) => lossesOf(dataset, { name: 'VoTT', flags: [], attributes: false, notes: false, splits: true }),
}

function* project(classes: readonly string[], images: readonly ExportImage[]): Generator<string> {
  const tags = classes.map((name, index) => ({ name, color: color(index) }))
  yield `{\n"name": "Focal Studio",\n"version": "2.2.0",\n"tags": ${JSON.stringify(tags)},\n"assets": {`
  let separator = '\n'
  for (const [index, image] of images.entries()) {
    yield `${separator}${JSON.stringify(`image-${index + 1}`)}: ${JSON.stringify(asset(image, `image-${index + 1}`))}`
    separator = ',\n'
  }
  yield '\n}\n}\n'
}

/** Hues a golden angle apart. */
function color(index: number): string {
  const channel = (shift: number) => {
    const value = Math.round(127 + 100 * Math.cos(((index * 137.5 + shift) * Math.PI) / 180))
    return value.toString(16).padStart(2, '0')
  }
  return `#${channel(0)}${channel(120)}${channel(240)}`
}

function asset({ name, width, height, boxes }: ExportImage, id: string) {
  const [visited, tagged] = [1, 2]
  return {
    asset: {
      format: extensionOf(name).slice(1),
      id,
      name,
      path: name,
      size: { width, height },
      state: boxes.length > 0 ? tagged : visited,
      type: 1,
    },
    regions: boxes.map((box, index) => region(box, `${id}-${index + 1}`)),
    version: '2.2.0',
  }
}

function region({ x1, y1, x2, y2, className }: DatasetBox, id: string) {
  const points = [
    { x: x1, y: y1 },
    { x: x2, y: y1 },
    { x: x2, y: y2 },
    { x: x1, y: y2 },
  ]
  const boundingBox = { left: x1, top: y1, width: extent(x1, x2), height: extent(y1, y2) }
  return { id, type: 'RECTANGLE', tags: [className], boundingBox, points }
}
