/** VoTT JSON: assets with regions, whose boxes are left, top, width and height in pixels. */
import type { Edges } from '../../../geometry/box.ts'
import type { AnnotatedBox, DatasetAnnotations } from '../../annotations.ts'
import { assemble, nameHints, plainBox, type LabelEntry } from '../../entries.ts'
import { finite, isRecord, list, recordOf, sizeOf, textOf, type JsonRecord } from '../../json.ts'
import { jsonFiles } from '../../jsonFiles.ts'
import { Problems } from '../../problems.ts'
import { boundsOf, readPoints } from '../../shapes.ts'
import { ShapeTally } from '../../shapeTally.ts'
import type { DatasetFiles } from '../../source.ts'
import { splitOfFile } from '../../splitHints.ts'
import { isVott } from './detect.ts'

/** VoTT's state of an asset that nobody opened. */
const NOT_VISITED = 0

export async function readVott(files: DatasetFiles): Promise<DatasetAnnotations> {
  const problems = new Problems()
  const entries: LabelEntry[] = []
  const classes: string[] = []
  for await (const { label, value } of jsonFiles(files, problems, 'a VoTT file', isVott)) {
    classes.push(...list(value, 'tags').map((tag) => (isRecord(tag) ? textOf(tag, 'name') : '')))
    const assets = isRecord(value['asset']) ? [value] : Object.values(recordOf(value, 'assets'))
    const tally = new ShapeTally()
    for (const asset of assets) if (isRecord(asset)) entries.push(readAsset(label, asset, tally, problems))
    tally.report(label, problems)
  }
  const named = [...new Set(classes)].filter((name) => name !== '')
  return assemble(files, entries, { format: 'vott', classes: named, problems, filesAnImage: 'any' })
}

function readAsset(labelFile: string, data: JsonRecord, tally: ShapeTally, problems: Problems): LabelEntry {
  const asset = recordOf(data, 'asset')
  const name = textOf(asset, 'name')
  const field = `asset "${name}"`
  const regions = list(data, 'regions')
  const boxes: AnnotatedBox[] = []
  regions.forEach((region, position) => {
    boxes.push(...readRegion(region, `${field}, region ${position + 1}`, labelFile, tally, problems))
  })
  const { width, height } = recordOf(asset, 'size')
  return {
    labelFile,
    field,
    hints: nameHints(name, textOf(asset, 'path')),
    unit: 'pixels',
    size: sizeOf(width, height),
    boxes,
    unlabelled: regions.length === 0 ? asset['state'] === NOT_VISITED : boxes.length === 0,
    split: splitOfFile(labelFile),
  }
}

/** A region may carry several tags: a box for each. */
function readRegion(
  region: unknown,
  field: string,
  file: string,
  tally: ShapeTally,
  problems: Problems,
): AnnotatedBox[] {
  const data = isRecord(region) ? region : {}
  const type = textOf(data, 'type').toLowerCase()
  const tags = list(data, 'tags').filter((tag) => typeof tag === 'string' && tag.trim() !== '') as string[]
  const edges = edgesOf(data)
  if (type === 'point') tally.leave('points')
  else if (edges === null) problems.skip(file, field, 'It has no box of left, top, width and height.')
  else if (tags.length === 0) problems.skip(file, `${field}, tags`, 'The region has no tag.')
  else {
    if (type !== 'rectangle' && type !== '' && type !== 'square') tally.box(type)
    return tags.map((tag) => plainBox(edges, tag.trim(), field))
  }
  return []
}

function edgesOf(region: JsonRecord): Edges | null {
  const box = recordOf(region, 'boundingBox')
  const [x, y, w, h] = ['left', 'top', 'width', 'height'].map((key) => finite(box[key]))
  if (x != null && y != null && w != null && h != null) return { x1: x, y1: y, x2: x + w, y2: y + h }
  return boundsOf(readPoints(region['points']) ?? [])
}
