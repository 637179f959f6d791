/** PASCAL VOC's twin of read: Annotations/, JPEGImages/, ImageSets/Main/, and two lists of the classes in their order. */
import type { DatasetBox } from '../../annotations.ts'
import { usedSplits, type DatasetWriter, type ExportDataset, type ExportImage, type TextFile } from '../../exporting.ts'
import { plainDecimal } from '../../numbers.ts'
import { stemOf } from '../../source.ts'
import { escapeXml } from '../../xml.ts'

export const vocWriter: DatasetWriter = {
  imagePath: ({ name }) => `JPEGImages/${name}`,
  *files(dataset: ExportDataset): Generator<TextFile> {
    yield { path: 'classes.txt', chunks: dataset.classes.map((name) => `${name}\n`) }
    // CVAT and Datumaro know the classes of VOC itself only, unless this list says otherwise.
    if (!dataset.classes.some((name) => /^#|:/.test(name))) yield { path: 'labelmap.txt', chunks: labelMap(dataset) }
    for (const split of usedSplits(dataset)) {
      const images = dataset.images.filter((image) => image.split === split)
      yield { path: `ImageSets/Main/${split}.txt`, chunks: images.map(({ name }) => `${stemOf(name)}\n`) }
    }
    for (const image of dataset.images) yield { path: `Annotations/${stemOf(image.name)}.xml`, chunks: [vocXml(image)] }
  },
  losses: () => [],
}

function* labelMap({ classes }: ExportDataset): Generator<string> {
  yield '# label:color_rgb:parts:actions\n'
  for (const name of classes) yield `${name}:::\n`
}

/** One image's XML. Numbers are written with as many digits as they have, so that reading gives the same boxes. */
function vocXml(image: ExportImage): string {
  return [
    '<annotation>',
    '  <folder>JPEGImages</folder>',
    `  <filename>${escapeXml(image.name)}</filename>`,
    `  <size><width>${image.width}</width><height>${image.height}</height><depth>3</depth></size>`,
    '  <segmented>0</segmented>',
    ...image.boxes.map(objectXml),
    '</annotation>',
    '',
  ].join('\n')
}

function objectXml(box: DatasetBox): string {
  const bit = (value: boolean) => (value ? 1 : 0)
  const attributes = Object.entries(box.attributes).map(
    ([name, value]) =>
      `<attribute><name>${escapeXml(name)}</name><value>${escapeXml(String(value))}</value><type>${typeof value}</type></attribute>`,
  )
  const [xmin, ymin, xmax, ymax] = [box.x1, box.y1, box.x2, box.y2].map(plainDecimal)
  return [
    '  <object>',
    `    <name>${escapeXml(box.className)}</name>`,
    '    <pose>Unspecified</pose>',
    `    <truncated>${bit(box.truncated)}</truncated>`,
    `    <difficult>${bit(box.difficult)}</difficult>`,
    `    <occluded>${bit(box.occluded)}</occluded>`,
    ...(box.crowd ? ['    <crowd>1</crowd>'] : []),
    ...(box.note === '' ? [] : [`    <note>${escapeXml(box.note)}</note>`]),
    ...(attributes.length === 0 ? [] : [`    <attributes>${attributes.join('')}</attributes>`]),
    `    <bndbox><xmin>${xmin}</xmin><ymin>${ymin}</ymin><xmax>${xmax}</xmax><ymax>${ymax}</ymax></bndbox>`,
    '  </object>',
  ].join('\n')
}
