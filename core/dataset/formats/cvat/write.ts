/**
 * CVAT's twin of read: annotations.xml for images 1.1; flags and notes travel as attributes of the labels. CVAT wants the
 * labels to be there before it imports: labels.json is what its form for labels takes under "Raw".
 */
import type { DatasetBox } from '../../annotations.ts'
import { setFlags } from '../../attributes.ts'
import { usedSplits, type DatasetWriter, type ExportDataset, type ExportImage, type TextFile } from '../../exporting.ts'
import { allFlags, lossesOf } from '../../losses.ts'
import { plainDecimal } from '../../numbers.ts'
import { escapeXml } from '../../xml.ts'

export const cvatWriter: DatasetWriter = {
  imagePath: ({ name, split }) => (split === null ? `images/${name}` : `images/${split}/${name}`),
  *files(dataset: ExportDataset): Generator<TextFile> {
    yield { path: 'annotations.xml', chunks: cvatXml(dataset) }
    yield { path: 'labels.json', chunks: [labelsJson(dataset)] }
  },
  losses: (dataset) =>
    lossesOf(dataset, { name: 'CVAT', flags: allFlags, attributes: true, notes: true, splits: true }),
}

function* cvatXml(dataset: ExportDataset): Generator<string> {
  yield '<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n<version>1.1</version>\n<meta><project><labels>\n'
  const inputs = inputTypes(dataset)
  for (const name of dataset.classes) yield labelXml(name, inputs.get(name) ?? new Map())
  yield `</labels><subsets>${usedSplits(dataset).join('\n')}</subsets></project></meta>\n`
  for (const [id, image] of dataset.images.entries()) yield imageXml(image, id)
  yield '</annotations>\n'
}

/** Everything that a box says beyond its place and whether it is occluded. */
function attributesOf(box: DatasetBox) {
  const { occluded: _written, ...flags } = setFlags(box)
  return { ...box.attributes, ...flags, ...(box.note === '' ? {} : { note: box.note }) }
}

/** The input type of each attribute of each class: text unless every value is a number, or every value a truth value. */
function inputTypes({ images }: ExportDataset): Map<string, Map<string, string>> {
  const inputs = new Map<string, Map<string, string>>()
  for (const { boxes } of images) {
    for (const box of boxes) {
      const known = inputs.get(box.className) ?? new Map<string, string>()
      inputs.set(box.className, known)
      for (const [name, value] of Object.entries(attributesOf(box))) {
        const type = typeof value === 'boolean' ? 'checkbox' : typeof value === 'number' ? 'number' : 'text'
        known.set(name, known.has(name) && known.get(name) !== type ? 'text' : type)
      }
    }
  }
  return inputs
}

function labelXml(className: string, inputs: ReadonlyMap<string, string>): string {
  const attributes = [...inputs].map(
    ([name, type]) =>
      `<attribute><name>${escapeXml(name)}</name><mutable>False</mutable><input_type>${type}</input_type><default_value></default_value><values></values></attribute>`,
  )
  return `<label><name>${escapeXml(className)}</name><attributes>${attributes.join('')}</attributes></label>\n`
}

/** CVAT's numbers want a range, which nothing says here: they are texts. */
function labelsJson(dataset: ExportDataset): string {
  const inputs = inputTypes(dataset)
  const labels = dataset.classes.map((name) => ({
    name,
    type: 'rectangle',
    attributes: [...(inputs.get(name) ?? [])].map(([attribute, type]) => ({
      name: attribute,
      mutable: false,
      input_type: type === 'checkbox' ? 'checkbox' : 'text',
      default_value: type === 'checkbox' ? 'false' : '',
      values: [type === 'checkbox' ? 'false' : ''],
    })),
  }))
  return `${JSON.stringify(labels, null, 1)}\n`
}

function imageXml(image: ExportImage, id: number): string {
  const { name, width, height, split, boxes } = image
  const subset = split === null ? '' : ` subset="${split}"`
  const start = `<image id="${id}" name="${escapeXml(name)}"${subset} width="${width}" height="${height}">\n`
  return `${start}${boxes.map(boxXml).join('')}</image>\n`
}

function boxXml(box: DatasetBox): string {
  const [xtl, ytl, xbr, ybr] = [box.x1, box.y1, box.x2, box.y2].map(plainDecimal)
  const attributes = Object.entries(attributesOf(box)).map(
    ([name, value]) => `<attribute name="${escapeXml(name)}">${escapeXml(String(value))}</attribute>`,
  )
  const edges = `xtl="${xtl}" ytl="${ytl}" xbr="${xbr}" ybr="${ybr}"`
  return `<box label="${escapeXml(box.className)}" source="manual" occluded="${box.occluded ? 1 : 0}" ${edges} z_order="0">${attributes.join('')}</box>\n`
}
