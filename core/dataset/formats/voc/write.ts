/** PASCAL VOC's twin of read: Annotations/, JPEGImages/, ImageSets/Main/, and classes.txt for the order of classes. */
import type { DatasetBox } from '../../annotations.ts'
import { usedSplits, type DatasetWriter, type ExportDataset, type ExportImage, type TextFile } from '../../exporting.ts'
import { stemOf } from '../../source.ts'
import { escapeXml } from '../../xml.ts'

export const vocWriter: DatasetWriter = {
  imagePath: ({ name }) => `JPEGImages/${name}`,
  *files(dataset: ExportDataset): Generator<TextFile> {
    yield { path: 'classes.txt', chunks: dataset.classes.map((name) => `${name}\n`) }
    for (const split of usedSplits(dataset)) {
      const images = dataset.images.filter((image) => image.split === split)
      yield { path: `ImageSets/Main/${split}.txt`, chunks: images.map(({ name }) => `${stemOf(name)}\n`) }
    }
    for (const image of dataset.images) yield { path: `Annotations/${stemOf(image.name)}.xml`, chunks: [vocXml(image)] }
  },
  losses: () => [],
}

/** One image's XML. Numbers are written with as many digits as they have, so that reading gives the same boxes. */
export function vocXml(image: ExportImage): string {
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
    `    <bndbox><xmin>${box.x1}</xmin><ymin>${box.y1}</ymin><xmax>${box.x2}</xmax><ymax>${box.y2}</ymax></bndbox>`,
    '  </object>',
  ].join('\n')
}
