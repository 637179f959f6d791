/** The twin of read: Images and Annotations, a folder a split. */
import type { DatasetBox } from '../../annotations.ts'
import { setFlags } from '../../attributes.ts'
import type { DatasetWriter, ExportDataset, ExportImage, TextFile } from '../../exporting.ts'
import { lossesOf } from '../../losses.ts'
import { plainDecimal } from '../../numbers.ts'
import { stemOf } from '../../source.ts'
import { escapeXml } from '../../xml.ts'

function folder({ split }: ExportImage): string {
  return split ?? 'unassigned'
}

export const labelmeXmlWriter: DatasetWriter = {
  imagePath: (image) => `Images/${folder(image)}/${image.name}`,
  *files(dataset: ExportDataset): Generator<TextFile> {
    yield { path: 'classes.txt', chunks: dataset.classes.map((name) => `${name}\n`) }
    for (const image of dataset.images) {
      yield { path: `Annotations/${folder(image)}/${stemOf(image.name)}.xml`, chunks: [annotationXml(image)] }
    }
  },
  losses: (dataset) =>
    lossesOf(dataset, {
      name: "MIT's LabelMe",
      flags: ['difficult', 'truncated', 'occluded', 'crowd'],
      attributes: false,
      notes: false,
      splits: true,
    }),
}

function annotationXml(image: ExportImage): string {
  return [
    `<annotation><filename>${escapeXml(image.name)}</filename><folder>${folder(image)}</folder>`,
    '<source><sourceImage>Focal Studio</sourceImage><sourceAnnotation>Focal Studio</sourceAnnotation></source>',
    `<imagesize><nrows>${image.height}</nrows><ncols>${image.width}</ncols></imagesize>`,
    ...image.boxes.map(objectXml),
    '</annotation>\n',
  ].join('\n')
}

function objectXml(box: DatasetBox, id: number): string {
  const { occluded: _written, ...flags } = setFlags(box)
  const corners = [
    [box.x1, box.y1],
    [box.x2, box.y1],
    [box.x2, box.y2],
    [box.x1, box.y2],
  ] as const
  const points = corners.map(([x, y]) => `<pt><x>${plainDecimal(x)}</x><y>${plainDecimal(y)}</y></pt>`).join('')
  return [
    `<object><name>${escapeXml(box.className)}</name><deleted>0</deleted><verified>0</verified>`,
    `<occluded>${box.occluded ? 'yes' : 'no'}</occluded><attributes>${Object.keys(flags).join(', ')}</attributes>`,
    `<id>${id}</id><type>bounding_box</type><polygon><username>focal-studio</username>${points}</polygon></object>`,
  ].join('')
}
