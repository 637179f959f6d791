/** CVAT XML 1.1, for images (of a task, a project or a job) and for video. */
import type { AnnotatedBox, DatasetAnnotations } from '../../annotations.ts'
import { takeFlags } from '../../attributes.ts'
import { assemble, nameHints, plainBox, type LabelEntry } from '../../entries.ts'
import { sizeOf } from '../../json.ts'
import { decimal } from '../../numbers.ts'
import { filesOf } from '../../peek.ts'
import { Problems } from '../../problems.ts'
import { ShapeTally } from '../../shapeTally.ts'
import { LARGEST_DATASET_FILE, readAhead, type DatasetFiles } from '../../source.ts'
import { splitOfFile, splitOfWord } from '../../splitHints.ts'
import { attribute, child, children, isXml, parseXml, type XmlNode } from '../../xml.ts'
import { readAttributes, readLabels, shapeEdges, SHAPES, type CvatLabels, type ShapeKind } from './shape.ts'
import { readVideo } from './video.ts'

export async function readCvat(files: DatasetFiles): Promise<DatasetAnnotations> {
  const problems = new Problems()
  const entries: LabelEntry[] = []
  const classes: string[] = []
  for await (const { label, text, problem } of readAhead(files, filesOf(files, '.xml'), LARGEST_DATASET_FILE)) {
    const root = text === null ? problem : parse(text)
    if (typeof root === 'string') {
      problems.skip(label, null, root)
      continue
    }
    const labels = readLabels(root.annotations)
    classes.push(...labels.classes)
    for (const image of children(root.annotations, 'image')) entries.push(readImage(label, image, labels, problems))
    if (children(root.annotations, 'track').length > 0) {
      entries.push(...readVideo(label, root.annotations, labels, files.images, problems))
    }
  }
  return assemble(files, entries, { format: 'cvat', classes: [...new Set(classes)], problems, filesAnImage: 'any' })
}

function parse(text: string): { annotations: XmlNode } | string {
  if (!isXml(text, 'annotations')) return 'It is not a CVAT file: its outermost element is not <annotations>.'
  try {
    const annotations = child(parseXml(text, true), 'annotations')
    return annotations === undefined ? 'The file is empty.' : { annotations }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function readImage(labelFile: string, image: XmlNode, labels: CvatLabels, problems: Problems): LabelEntry {
  const name = attribute(image, 'name')
  const subset = attribute(image, 'subset')
  const where = `image "${name}"`
  const tally = new ShapeTally()
  const boxes: AnnotatedBox[] = []
  let shapes = 0
  for (const kind of SHAPES) {
    children(image, kind).forEach((node, position) => {
      shapes++
      const box = readShape(node, kind, `${where}, ${kind} ${position + 1}`, labels, { labelFile, problems, tally })
      if (box) boxes.push(box)
    })
  }
  tally.report(labelFile, problems)
  return {
    labelFile,
    field: where,
    hints: nameHints(...(subset === '' ? [] : [`${subset}/${name}`]), name),
    unit: 'pixels',
    size: sizeOf(decimal(attribute(image, 'width')), decimal(attribute(image, 'height'))),
    boxes,
    unlabelled: shapes > 0 && boxes.length === 0,
    split: splitOfWord(subset) ?? splitOfFile(labelFile),
  }
}

function readShape(
  node: XmlNode,
  kind: ShapeKind,
  field: string,
  labels: CvatLabels,
  { labelFile, problems, tally }: { labelFile: string; problems: Problems; tally: ShapeTally },
): AnnotatedBox | null {
  const className = attribute(node, 'label')
  const edges = shapeEdges(node, kind)
  if (edges === null) tally.leave(kind)
  else if (typeof edges === 'string') problems.skip(labelFile, field, edges)
  else if (className === '') problems.skip(labelFile, `${field}, label`, 'The shape has no class name.')
  else {
    if (kind !== 'box') tally.box(kind)
    const attributes = readAttributes(node, className, labels)
    const flags = takeFlags(attributes)
    flags.occluded ||= attribute(node, 'occluded') === '1'
    const note = typeof attributes['note'] === 'string' ? attributes['note'] : ''
    delete attributes['note']
    return { ...plainBox(edges, className, field), ...flags, attributes, note }
  }
  return null
}
