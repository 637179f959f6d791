/** VIA, the VGG Image Annotator 2: projects and annotations as JSON, annotations as CSV. */
import type { AnnotatedBox, DatasetAnnotations } from '../../annotations.ts'
import { takeFlags } from '../../attributes.ts'
import { orderClasses, readClassOrder } from '../../classOrder.ts'
import { headerOf } from '../../delimited.ts'
import { assemble, nameHints, plainBox, type LabelEntry } from '../../entries.ts'
import { isRecord, recordOf, textOf, type JsonRecord } from '../../json.ts'
import { jsonFiles } from '../../jsonFiles.ts'
import { filesOf } from '../../peek.ts'
import { Problems } from '../../problems.ts'
import { ShapeTally } from '../../shapeTally.ts'
import { LARGEST_DATASET_FILE, readAhead, type DatasetFiles } from '../../source.ts'
import { splitOfFile } from '../../splitHints.ts'
import { csvImages } from './csv.ts'
import { imagesOf, isVia, isViaHeader } from './detect.ts'
import { classKey, classText, otherAttributes, regionEdges } from './region.ts'

export async function readVia(files: DatasetFiles): Promise<DatasetAnnotations> {
  const problems = new Problems()
  const entries: LabelEntry[] = []
  const json = filesOf(files, '.json').length > 0 ? jsonFiles(files, problems, 'a VIA file', isVia) : []
  for await (const { label, value } of json) entries.push(...readImages(label, imagesOf(value) ?? [], problems))
  for await (const { label, text, problem } of readAhead(files, filesOf(files, '.csv'), LARGEST_DATASET_FILE)) {
    if (text === null) problems.skip(label, null, problem)
    else if (isViaHeader(headerOf(text))) entries.push(...readImages(label, csvImages(label, text, problems), problems))
  }
  const classes = orderClasses(entries, await readClassOrder(files))
  return assemble(files, entries, { format: 'via', classes, problems, filesAnImage: 'any' })
}

/** Regions are a list, in older files a record by number. */
function regionsOf(image: JsonRecord): unknown[] {
  const written = image['regions']
  if (Array.isArray(written)) return written
  return isRecord(written) ? Object.values(written) : []
}

function readImages(label: string, images: readonly JsonRecord[], problems: Problems): LabelEntry[] {
  const regions = images.flatMap(regionsOf).filter(isRecord)
  const key = classKey(regions.map((region) => recordOf(region, 'region_attributes')))
  if (key === null && regions.length > 0) {
    problems.warn(label, null, 'No region says what it is, so all of them became the class "object".')
  }
  const tally = new ShapeTally()
  const entries = images.map((image) => readImage(label, image, key, tally, problems))
  tally.report(label, problems)
  return entries
}

function readImage(
  labelFile: string,
  image: JsonRecord,
  key: string | null,
  tally: ShapeTally,
  problems: Problems,
): LabelEntry {
  const name = textOf(image, 'filename')
  const field = `image "${name}"`
  const regions = regionsOf(image)
  const boxes: AnnotatedBox[] = []
  regions.forEach((region, position) => {
    const where = `${field}, region ${position + 1}`
    const data = isRecord(region) ? region : {}
    const shape = recordOf(data, 'shape_attributes')
    const written = recordOf(data, 'region_attributes')
    const edges = regionEdges(shape)
    const className = key === null ? 'object' : classText(written[key])
    if (edges === null) tally.leave('points')
    else if (typeof edges === 'string') problems.skip(labelFile, where, edges)
    else if (className === '') problems.skip(labelFile, `${where}, ${key}`, 'The region has no class.')
    else {
      const kind = textOf(shape, 'name')
      if (kind !== 'rect') tally.box(kind || 'shape')
      const attributes = otherAttributes(written, key)
      const flags = takeFlags(flagsAsSet(attributes))
      const note = typeof attributes['note'] === 'string' ? attributes['note'] : ''
      delete attributes['note']
      boxes.push({ ...plainBox(edges, className, where), ...flags, attributes, note })
    }
  })
  return {
    labelFile,
    field,
    hints: nameHints(name),
    unit: 'pixels',
    size: null,
    boxes,
    unlabelled: regions.length > 0 && boxes.length === 0,
    split: splitOfFile(labelFile),
  }
}

/** VIA's attributes are text: "true" under the name of a flag is the flag. */
function flagsAsSet(attributes: AnnotatedBox['attributes']): AnnotatedBox['attributes'] {
  for (const flag of ['difficult', 'truncated', 'occluded', 'crowd']) {
    if (attributes[flag] === 'true' || attributes[flag] === '1') attributes[flag] = true
  }
  return attributes
}
