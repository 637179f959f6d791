/** Label Studio: tasks with results in percent of the image, as JSON or as JSON_MIN. */
import type { AnnotatedBox, DatasetAnnotations } from '../../annotations.ts'
import { setAttribute, takeFlags } from '../../attributes.ts'
import { orderClasses, readClassOrder } from '../../classOrder.ts'
import { assemble, nameHints, plainBox, type LabelEntry } from '../../entries.ts'
import { isRecord, list, recordOf, textOf, type JsonRecord } from '../../json.ts'
import { jsonFiles } from '../../jsonFiles.ts'
import { Problems } from '../../problems.ts'
import { ShapeTally } from '../../shapeTally.ts'
import { baseName, plainPath, type DatasetFiles } from '../../source.ts'
import { splitOfFile, splitOfWord } from '../../splitHints.ts'
import { isLabelStudio, isTask, minRegions } from './detect.ts'
import { readRegion, regionClasses } from './region.ts'

export async function readLabelStudio(files: DatasetFiles): Promise<DatasetAnnotations> {
  const problems = new Problems()
  const entries: LabelEntry[] = []
  for await (const { label, value } of jsonFiles(files, problems, 'a Label Studio file', isLabelStudio)) {
    const tally = new ShapeTally()
    value.forEach((task, position) => entries.push(readTask(label, task, position, tally, problems)))
    tally.report(label, problems)
  }
  const classes = orderClasses(entries, await readClassOrder(files))
  return assemble(files, entries, { format: 'label-studio', classes, problems, filesAnImage: 'any' })
}

function readTask(file: string, task: JsonRecord, position: number, tally: ShapeTally, problems: Problems): LabelEntry {
  const field = `task ${textOf(task, 'id') || position + 1}`
  const full = isTask(task)
  const data = full ? recordOf(task, 'data') : task
  const annotation = full ? chosenAnnotation(task, file, field, problems) : task
  const results = full ? list(annotation ?? {}, 'result').filter(isRecord) : minRegions(task)
  const regions = full ? results.filter(isRegion) : results
  const boxes: AnnotatedBox[] = []
  let size: LabelEntry['size'] = null
  regions.forEach((result, at) => {
    const value = full ? recordOf(result, 'value') : result
    const where = `${field}, result ${at + 1}`
    const region = readRegion(value, result)
    const names = regionClasses(value)
    if (region === null) tally.leave('marks without an extent')
    else if (typeof region === 'string') problems.skip(file, where, region)
    else if (names.length === 0) problems.skip(file, where, 'The region has no class.')
    else {
      if (region.kind !== 'rectangle') tally.box(region.kind)
      size ??= region.size
      const said = describe(result, results)
      for (const name of names) boxes.push({ ...plainBox(region.edges, name.trim(), where), ...said })
    }
  })
  const hints = imageHints(task, data)
  return {
    labelFile: file,
    field: hints[0] ? `${field}, image "${baseName(plainPath(hints[0].name))}"` : field,
    hints,
    unit: 'pixels',
    size,
    boxes,
    unlabelled: annotation === null || (regions.length > 0 && boxes.length === 0),
    split: splitOfWord(textOf(data, 'split')) ?? splitOfFile(file),
  }
}

/** The first annotation that was not cancelled; of several annotators that one counts. */
function chosenAnnotation(task: JsonRecord, file: string, field: string, problems: Problems): JsonRecord | null {
  const all = list(task, 'annotations' in task ? 'annotations' : 'completions').filter(isRecord)
  const kept = all.filter((annotation) => annotation['was_cancelled'] !== true)
  if (kept.length > 1)
    problems.warn(file, field, `${kept.length} people labelled it; the first one's labels were taken.`)
  return kept[0] ?? null
}

/** Choices, texts and relations belong to the task or to a region, and mark no place. */
function isRegion(result: JsonRecord): boolean {
  const value = recordOf(result, 'value')
  return 'x' in value || 'points' in value || 'rle' in value
}

/** Attributes, flags and note: from this studio's own `meta`, and choices that were made for the region. */
function describe(region: JsonRecord, results: readonly JsonRecord[]) {
  const attributes: AnnotatedBox['attributes'] = {}
  const meta = recordOf(region, 'meta')
  for (const [name, value] of Object.entries(recordOf(meta, 'attributes'))) setAttribute(attributes, name, value)
  for (const other of results) {
    if (other === region || other['id'] !== region['id'] || region['id'] === undefined || isPlace(other)) continue
    const value = recordOf(other, 'value')
    const chosen = value['choices'] ?? value['text'] ?? value['number'] ?? value['rating']
    setAttribute(attributes, textOf(other, 'from_name'), Array.isArray(chosen) ? chosen.join(', ') : chosen)
  }
  const score = region['score']
  if (!Object.hasOwn(attributes, 'score')) setAttribute(attributes, 'score', score)
  const flags = takeFlags(attributes)
  const text = list(meta, 'text')
  return { attributes, ...flags, note: text.filter((line) => typeof line === 'string').join('\n') }
}

function isPlace(result: JsonRecord): boolean {
  const value = recordOf(result, 'value')
  return regionClasses(value).length > 0
}

/** Uploaded files carry eight hex digits before their names; local files are named in a query. */
function imageHints(task: JsonRecord, data: JsonRecord): LabelEntry['hints'] {
  const written = [textOf(task, 'file_upload'), ...Object.values(data)].filter((value) => typeof value === 'string')
  const named = written.filter((value) => /\.(jpe?g|png|webp|gif|tiff?|avif|bmp|jfif|mpo)(\W|$)/i.test(value))
  const names = named.map((value) => /[?&]d=([^&]+)/.exec(value)?.[1] ?? value.replace(/[?#].*$/, ''))
  const bare = names.map((name) => baseName(plainPath(name)).replace(/^[0-9a-f]{8}-/, ''))
  // A question mark or number sign may belong to the name of a file.
  return nameHints(...named, ...names, ...bare)
}
