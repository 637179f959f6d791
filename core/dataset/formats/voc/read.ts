/** PASCAL VOC: one XML file an image, coordinates in pixels, read as written. */
import {
  unlabelled,
  type AnnotatedBox,
  type AnnotatedImage,
  type Attributes,
  type DatasetAnnotations,
} from '../../annotations.ts'
import { namesakes } from '../../entries.ts'
import { ImageIndex, type ImageRequest } from '../../imageIndex.ts'
import { Problems } from '../../problems.ts'
import { extensionOf, readAhead, type DatasetFiles } from '../../source.ts'
import { dropSingleSplit, readSplitLists, splitOfFolders } from '../../splitHints.ts'
import type { Edges } from '../../../geometry/box.ts'
import { setAttribute } from '../../attributes.ts'
import { turnedBounds } from '../../shapes.ts'
import { addUnlabelled } from '../unlabelledImages.ts'
import { orderClasses, readClassOrder } from '../../classOrder.ts'
import { child, children, parseXml, text, type XmlNode } from '../../xml.ts'

interface VocFile extends Pick<AnnotatedImage, 'boxes' | 'size'> {
  label: string
  filename: string
  /** false when nothing in the file could be used: its image is unlabelled, never empty. */
  readable: boolean
}

export async function readVoc(files: DatasetFiles): Promise<DatasetAnnotations> {
  const problems = new Problems()
  const read: VocFile[] = []
  const xmlFiles = files.chosen ? [files.chosen] : files.labels.filter((label) => extensionOf(label) === '.xml')
  for await (const { label, text, problem } of readAhead(files, xmlFiles)) {
    const file = text === null ? unreadable(label, problem, problems) : readVocFile(label, text, problems)
    if (file) read.push(file)
  }
  const index = new ImageIndex(files.images)
  const splits = await readSplitLists(files, index)
  const found = index.assign(read.map(request))
  const images: AnnotatedImage[] = []
  read.forEach((file, position) => {
    const answer = found[position]
    if (!answer || answer.image === null) {
      problems.skip(file.label, null, answer?.reason ?? 'No image of this name was found.')
      return
    }
    const { image } = answer
    const split = splits.get(image) ?? splitOfFolders(image)
    if (!file.readable) {
      problems.warn(image, null, `Taken in as new, because nothing in ${file.label} could be used.`)
      images.push(unlabelled(image, split))
      return
    }
    images.push({ image, labels: file.label, unit: 'pixels', size: file.size, boxes: file.boxes, split })
  })
  addUnlabelled(images, files.images, problems, (image) => splits.get(image) ?? splitOfFolders(image))
  const classes = orderClasses(images, await readClassOrder(files))
  return {
    format: 'voc',
    classes,
    images: dropSingleSplit(images, problems),
    skipped: problems.skipped,
    warnings: problems.warnings,
  }
}

/** Tools pair files by name; what `<filename>` says comes second, as it goes stale when files are renamed. */
function request({ label, filename }: VocFile): ImageRequest {
  const hints = namesakes(label)
  if (filename !== '') hints.push({ name: filename, by: 'name' }, { name: filename, by: 'stem' })
  return { labelFile: label, hints }
}

function unreadable(label: string, reason: string | null, problems: Problems): VocFile {
  problems.skip(label, null, reason ?? 'The file could not be read.')
  return { label, filename: '', readable: false, boxes: [], size: null }
}

/** Reads one file's text; null when it is XML, but not of VOC. */
export function readVocFile(label: string, xml: string, problems: Problems): VocFile | null {
  let root: XmlNode
  try {
    root = parseXml(xml)
  } catch (error) {
    return unreadable(label, error instanceof Error ? error.message : String(error), problems)
  }
  const annotation = child(root, 'annotation')
  if (annotation === undefined) {
    problems.skip(label, 'annotation', 'It is not a VOC file: its outermost element is not <annotation>.')
    return null
  }
  const boxes: AnnotatedBox[] = []
  const objects = children(annotation, 'object')
  objects.forEach((node, position) => {
    const box = readObject(node, `object ${position + 1}`, label, problems)
    if (box) boxes.push(box)
  })
  const readable = boxes.length > 0 || objects.length === 0
  return { label, filename: text(annotation, 'filename'), readable, boxes, size: readSize(annotation) }
}

/** Some tools write 0 or nothing where they do not know the size: that is no size. */
function readSize(annotation: XmlNode): AnnotatedImage['size'] {
  const size = child(annotation, 'size')
  const width = number(text(size, 'width'))
  const height = number(text(size, 'height'))
  return width && height && width > 0 && height > 0 ? { width, height } : null
}

function readObject(node: XmlNode, field: string, label: string, problems: Problems): AnnotatedBox | null {
  const className = text(node, 'name')
  if (className === '') {
    problems.skip(label, `${field}, name`, 'The object has no class name.')
    return null
  }
  const edges = readBounds(node, field, label, problems)
  if (edges === null) return null
  tellParts(node, field, label, problems)
  return {
    ...edges,
    className,
    field,
    difficult: flag(text(node, 'difficult')),
    truncated: flag(text(node, 'truncated')),
    occluded: flag(text(node, 'occluded')),
    crowd: flag(text(node, 'crowd')),
    attributes: readAttributes(node),
    note: text(node, 'note'),
  }
}

function readBounds(node: XmlNode, field: string, label: string, problems: Problems): Edges | null {
  const bounds = child(node, 'bndbox')
  if (bounds !== undefined) {
    const edges = readNumbers(bounds, ['xmin', 'ymin', 'xmax', 'ymax'], `${field}, bndbox`, label, problems)
    if (edges === null) return null
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = edges
    return { x1, y1, x2, y2 }
  }
  // roLabelImg's box: centre, size and an angle in radians.
  const turned = child(node, 'robndbox')
  if (turned === undefined) {
    problems.skip(label, `${field}, bndbox`, 'The object has no box.')
    return null
  }
  const values = readNumbers(turned, ['cx', 'cy', 'w', 'h', 'angle'], `${field}, robndbox`, label, problems)
  if (values === null) return null
  const [cx = 0, cy = 0, w = 0, h = 0, angle = 0] = values
  problems.warn(label, `${field}, robndbox`, 'The box is turned; the upright box around it was taken.')
  const upright = { x1: cx - w / 2, y1: cy - h / 2, x2: cx + w / 2, y2: cy + h / 2 }
  return turnedBounds(upright, (angle * 180) / Math.PI, cx, cy)
}

/** The numbers of these elements; null, with the reason in the report, when one is none. */
function readNumbers(
  node: XmlNode,
  tags: readonly string[],
  field: string,
  label: string,
  problems: Problems,
): number[] | null {
  const values: number[] = []
  for (const tag of tags) {
    const written = text(node, tag)
    const value = number(written)
    if (value === null) {
      const reason = written === '' ? 'The value is missing.' : `"${written.slice(0, 40)}" is not a number.`
      problems.skip(label, `${field}/${tag}`, reason)
      return null
    }
    values.push(value)
  }
  return values
}

/** Parts (a person's head and hands) have boxes of their own, which are no objects of the data set's classes. */
function tellParts(node: XmlNode, field: string, label: string, problems: Problems): void {
  const parts = children(node, 'part')
  if (parts.length === 0) return
  const names = [...new Set(parts.map((part) => text(part, 'name')).filter((name) => name !== ''))]
  const which = names.length > 0 ? ` (${names.slice(0, 10).join(', ')})` : ''
  const what = parts.length === 1 ? 'One part' : `${parts.length} parts`
  problems.warn(
    label,
    `${field}, part`,
    `${what}${which} of the object ${parts.length === 1 ? 'was' : 'were'} left out.`,
  )
}

function readAttributes(node: XmlNode): Attributes {
  const attributes: Attributes = {}
  for (const attribute of children(child(node, 'attributes'), 'attribute')) {
    const name = text(attribute, 'name')
    if (name === '' || name === '__proto__') continue
    const value = text(attribute, 'value')
    const type = text(attribute, 'type')
    const asNumber = type === 'number' ? number(value) : null
    attributes[name] = type === 'boolean' ? value === 'true' : (asNumber ?? value)
  }
  const pose = text(node, 'pose')
  if (pose !== '' && pose.toLowerCase() !== 'unspecified') attributes['pose'] ??= pose
  // The action task of VOC 2012: <actions><walking>1</walking>…
  const actions = child(node, 'actions')
  if (actions !== undefined && typeof actions !== 'string') {
    for (const action of Object.keys(actions)) if (flag(text(actions, action))) setAttribute(attributes, action, true)
  }
  return attributes
}

function number(written: string): number | null {
  const value = Number(written)
  return written !== '' && Number.isFinite(value) ? value : null
}

function flag(written: string): boolean {
  return written === '1' || written.toLowerCase() === 'true'
}
