/** The XML of MIT's LabelMe: Annotations/FOLDER/NAME.xml with polygons and masks; the box around each is taken. */
import type { Edges } from '../../../geometry/box.ts'
import type { AnnotatedBox, Attributes, DatasetAnnotations } from '../../annotations.ts'
import { setAttribute, takeFlags } from '../../attributes.ts'
import { orderClasses, readClassOrder } from '../../classOrder.ts'
import { assemble, nameHints, namesakes, plainBox, type LabelEntry } from '../../entries.ts'
import { sizeOf } from '../../json.ts'
import { decimal } from '../../numbers.ts'
import { filesOf } from '../../peek.ts'
import { Problems } from '../../problems.ts'
import { boundsOf, type Point } from '../../shapes.ts'
import { ShapeTally } from '../../shapeTally.ts'
import { readAhead, type DatasetFiles } from '../../source.ts'
import { child, children, isXml, parseXml, text, type XmlNode } from '../../xml.ts'
import { looksLikeLabelmeXml } from './detect.ts'

export async function readLabelmeXml(files: DatasetFiles): Promise<DatasetAnnotations> {
  const problems = new Problems()
  const entries: LabelEntry[] = []
  for await (const { label, text, problem } of readAhead(files, filesOf(files, '.xml'))) {
    const root = text === null ? problem : parse(text)
    if (typeof root === 'string') problems.skip(label, null, root)
    else entries.push(readFile(label, root.annotation, problems))
  }
  const classes = orderClasses(entries, await readClassOrder(files))
  return assemble(files, entries, { format: 'labelme-xml', classes, problems, filesAnImage: 'one' })
}

function parse(xml: string): { annotation: XmlNode } | string {
  if (!isXml(xml, 'annotation') || !looksLikeLabelmeXml(xml)) return "It is not a file of MIT's LabelMe."
  try {
    const annotation = child(parseXml(xml), 'annotation')
    return annotation === undefined ? 'The file is empty.' : { annotation }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function readFile(labelFile: string, root: XmlNode, problems: Problems): LabelEntry {
  const tally = new ShapeTally()
  const objects = children(root, 'object')
  const boxes: AnnotatedBox[] = []
  let deleted = 0
  objects.forEach((object, position) => {
    if (text(object, 'deleted') === '1') deleted++
    else {
      const box = readObject(object, `object ${position + 1}`, labelFile, tally, problems)
      if (box) boxes.push(box)
    }
  })
  if (deleted > 0) problems.skip(labelFile, null, `Objects that are marked as deleted were left out: ${deleted}.`)
  tally.report(labelFile, problems)
  const size = child(root, 'imagesize')
  const [folder, name] = [text(root, 'folder'), text(root, 'filename')]
  return {
    labelFile,
    field: null,
    hints: [...namesakes(labelFile), ...nameHints(folder === '' ? '' : `${folder}/${name}`, name)],
    unit: 'pixels',
    size: sizeOf(decimal(text(size, 'ncols')), decimal(text(size, 'nrows'))),
    boxes,
    unlabelled: objects.length > deleted && boxes.length === 0,
    split: null,
  }
}

function readObject(
  object: XmlNode,
  field: string,
  file: string,
  tally: ShapeTally,
  problems: Problems,
): AnnotatedBox | null {
  const className = text(object, 'name')
  const mask = child(child(object, 'segm'), 'box')
  const edges = mask === undefined ? outline(child(object, 'polygon')) : boxOf(mask)
  if (edges === null) problems.skip(file, field, 'It has no outline of finite numbers.')
  else if (className === '') problems.skip(file, `${field}, name`, 'The object has no class name.')
  else {
    if (text(object, 'type') !== 'bounding_box') tally.box(mask === undefined ? 'polygon' : 'mask')
    const attributes = readAttributes(text(object, 'attributes'))
    const flags = takeFlags(attributes)
    flags.occluded ||= text(object, 'occluded').toLowerCase() === 'yes'
    return { ...plainBox(edges, className, field), ...flags, attributes }
  }
  return null
}

function outline(polygon: XmlNode | undefined): Edges | null {
  const points: Point[] = []
  for (const point of children(polygon, 'pt')) {
    const [x, y] = [decimal(text(point, 'x')), decimal(text(point, 'y'))]
    if (x === null || y === null) return null
    points.push([x, y])
  }
  return boundsOf(points)
}

function boxOf(node: XmlNode): Edges | null {
  const [x1, y1, x2, y2] = ['xmin', 'ymin', 'xmax', 'ymax'].map((edge) => decimal(text(node, edge)))
  return x1 == null || y1 == null || x2 == null || y2 == null ? null : { x1, y1, x2, y2 }
}

/** "red, doors=4": words are true. */
function readAttributes(written: string): Attributes {
  const attributes: Attributes = {}
  for (const part of written.split(',').map((word) => word.trim())) {
    const [name = '', ...value] = part.split('=')
    setAttribute(attributes, name.trim(), value.length === 0 ? true : value.join('=').trim())
  }
  return attributes
}
