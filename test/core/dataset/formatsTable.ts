/**
 * Measures what is read of every format and what a round trip keeps, and writes docs/formats.md. Needs the data beside
 * the project; run with: node build/node24.mjs test/core/dataset/formatsTable.ts
 */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import * as fc from 'fast-check'
import { inspectFiles } from '../../../core/dataset/detect.ts'
import type { ExportDataset } from '../../../core/dataset/exporting.ts'
import { datasetFormats } from '../../../core/dataset/formats/registry.ts'
import { placeBoxes } from '../../../core/dataset/placement.ts'
import { Problems } from '../../../core/dataset/problems.ts'
import { formatNames, type FormatName, type SkippedItem } from '../../../core/dataset/report.ts'
import { openSource } from '../../../core/services/dataset/source.ts'
import { FORMATS } from '../../../renderer/pages/data/dialogs/formats.ts'
import { dataset } from './arbitraries.ts'
import { exported, memoryFiles } from './memoryFiles.ts'
import { dataFolder, haveData, largestDifference, readTruth } from './realData.ts'
import { withStandIns, zoo, zooFolders } from './zooFolders.ts'

/** Laid out as the format's documentation says, where no real export was at hand. */
const DOCUMENTED = ['supervisely', path.resolve(import.meta.dirname, '../../fixtures/supervisely')] as const
const ROUND_TRIPS = 200
const SEED = 20_260_000

interface ZooRow {
  folders: number
  files: number
  images: number
  boxes: number
  skipped: SkippedItem[]
}

/** Real sets whose reference boxes are known: folder of the labels, their format, folder of the images. */
const SETS: Array<[set: string, labels: string, format: FormatName, images?: string]> = [
  ['bccd', '', 'voc'],
  ['raccoon', '', 'voc'],
  ['aquarium', '', 'yolo'],
  ['aerialcars', '', 'yolo'],
  ['tables', '', 'csv'],
  ...(
    [
      ['pascalvoc_format', 'voc'],
      ['imagenet_format', 'voc'],
      ['coco_format_v1', 'coco'],
      ['coco_format_v2', 'coco'],
      ['cvat_format', 'cvat'],
      ['labelme_format', 'labelme'],
      ['yolo_format', 'yolo'],
      ['openimages_format', 'open-images'],
      ['tfrecord_format', 'tfrecord'],
    ] as const
  ).map(([folder, format]): [string, string, FormatName, string] => [
    'voc100_multi',
    `gts/${folder}`,
    format,
    'images',
  ]),
]

async function readZoo(): Promise<{ rows: Map<FormatName, ZooRow>; refused: string[] }> {
  const rows = new Map<FormatName, ZooRow>()
  const refused: string[] = []
  for (const [folder, place] of [...zooFolders.map((name) => [name, path.join(zoo, name)] as const), DOCUMENTED]) {
    const source = await openSource(place)
    const { candidates, note } = await inspectFiles(source)
    const format = candidates[0]?.format
    if (format === undefined) {
      refused.push(`| ${folder} | ${note ?? ''} |`)
      continue
    }
    const read = await datasetFormats[format].read(await withStandIns(source, format))
    const row = rows.get(format) ?? { folders: 0, files: 0, images: 0, boxes: 0, skipped: [] }
    rows.set(format, {
      folders: row.folders + 1,
      files: row.files + source.labels.length,
      images: row.images + read.images.length,
      boxes: row.boxes + read.images.reduce((total, { boxes }) => total + boxes.length, 0),
      skipped: [...row.skipped, ...read.skipped],
    })
  }
  return { rows, refused }
}

/** Reasons without what is particular in them, with their numbers. */
function reasons(skipped: readonly SkippedItem[]): string {
  const general = ({ reason }: SkippedItem) => reason.replace(/"[^"]*"/g, '"…"').replace(/\S*[\d]\S*/g, '…')
  const groups = [...Map.groupBy(skipped, general)].toSorted(([, a], [, b]) => b.length - a.length)
  return groups.map(([reason, items]) => `${items.length} × ${reason.replaceAll('|', '/')}`).join('<br>')
}

/** Largest difference of an edge over many generated sets, in pixels; Infinity when a box or a class was lost. */
async function roundTrip(format: FormatName): Promise<number> {
  let largest = 0
  for (const data of fc.sample(dataset, { numRuns: ROUND_TRIPS, seed: SEED })) {
    largest = Math.max(largest, await difference(format, data))
  }
  return largest
}

async function difference(format: FormatName, data: ExportDataset): Promise<number> {
  const { texts, images } = exported(format, data)
  const read = await datasetFormats[format].read(memoryFiles(texts, images))
  const byPath = new Map(read.images.map((image) => [image.image, image]))
  let largest = 0
  data.images.forEach((written, position) => {
    const found = byPath.get(images[position] ?? '')
    const boxes = found ? placeBoxes(found, { ...written, orientation: 1 }, new Problems()) : []
    if (boxes.length !== written.boxes.length) largest = Infinity
    boxes.forEach((box, index) => {
      for (const edge of ['x1', 'y1', 'x2', 'y2'] as const) {
        largest = Math.max(largest, Math.abs(box[edge] - (written.boxes[index]?.[edge] ?? Infinity)))
      }
    })
  })
  return largest
}

async function truthRow([set, labels, format, images]: (typeof SETS)[number]): Promise<string> {
  const folder = path.join(dataFolder, set)
  const source = await openSource(
    path.join(folder, labels),
    images === undefined ? undefined : path.join(folder, images),
  )
  const read = await datasetFormats[format].read(source)
  const nameOf = (image: string) => (images === undefined ? image : `${images}/${image}`)
  const truth = readTruth(set)
  const boxes = truth.images.reduce((total, image) => total + image.boxes.length, 0)
  const name = labels === '' ? set : `${set}, ${path.basename(labels)}`
  return `| ${name} | ${titleOf(format)} | ${truth.images.length} | ${boxes} | ${pixels(largestDifference(read, truth, nameOf))} |`
}

interface ReadRow {
  tool: string
  version: string
  format: FormatName
  images?: number
  boxes?: number
  difference?: number
  error?: string
}

/** What test/oracles/formats/readers.py found. */
function readByTools(): string[] {
  const file = path.resolve(import.meta.dirname, '../../oracles/formats/read.json')
  const rows = JSON.parse(readFileSync(file, 'utf8')) as ReadRow[]
  return rows.map(({ tool, version, format, images, boxes, difference, error }) => {
    const found = error === undefined ? `${images} | ${boxes} | ${pixels(difference ?? 0)}` : `– | – | ${error}`
    return `| ${tool} ${version} | ${titleOf(format)} | ${found} |`
  })
}

function titleOf(format: FormatName): string {
  return FORMATS.find(({ value }) => value === format)?.label ?? format
}

function pixels(value: number): string {
  if (value === 0) return '0'
  if (value >= 0.1 && value < Infinity) return value.toFixed(1)
  return value === Infinity ? 'lost' : value.toExponential(0)
}

if (!haveData) throw new Error('The data is not beside the project.')
const { rows, refused } = await readZoo()
const table: string[] = []
for (const format of formatNames.filter((name) => name !== 'images')) {
  const row = rows.get(format)
  const zooCells = row ? `${row.folders} | ${row.files} | ${row.images} | ${row.boxes}` : '– | – | – | –'
  const trip = pixels(await roundTrip(format))
  table.push(`| ${titleOf(format)} | ${zooCells} | ${row ? reasons(row.skipped) : ''} | ${trip} |`)
}
const truths: string[] = []
for (const set of SETS) truths.push(await truthRow(set))

const page = `# Formats of labels

What is read of files that real tools wrote, and what comes back of ${ROUND_TRIPS} generated data sets that are exported and
imported again in each format. Written by \`test/core/dataset/formatsTable.ts\`; do not edit by hand.

Supervisely's files were made as its documentation describes them, all others by real tools.

Most files of the zoo come without their pictures: empty stand-ins take their place, so that every box is read. Skipped are
boxes and files that are left out, each with its reason; nothing is left out without one. The last column is the largest
difference of a box's edge after a round trip, in pixels; no box is lost in any format. That classes, their
order and empty images stay, too, is tested beside it (\`roundTrip.test.ts\`). WIDER FACE has whole pixels, so edges are
rounded.

| format | sets | files | images | boxes | skipped, with reasons | round trip |
| --- | --: | --: | --: | --: | --- | --: |
${table.join('\n')}

Not read, and what the studio says of them:

| set | what it says |
| --- | --- |
${refused.join('\n')}

## Against reference boxes

The largest difference of an edge from the reference, in pixels of the stored picture.

| data set | format | images | boxes | largest difference |
| --- | --- | --: | --: | --: |
${truths.join('\n')}

YOLO and Open Images files of this set were written with six and more decimals of the image's side, TFRecord with 32-bit
floats: their differences are those of the files.

## Exports, read by other tools

Four images with six boxes, exported here and read by the libraries of other tools (\`test/oracles/formats/readers.py\`):
how many they find, and the largest difference of an edge in pixels. No tool finds another class or a box too many.

| tool | format | images | boxes | largest difference |
| --- | --- | --: | --: | --: |
${readByTools().join('\n')}

Datumaro rounds to two decimals, V7 to three, Supervisely to whole pixels; supervision counts the pixels of VOC from one;
supervision, Ultralytics and TFRecord have 32-bit floats. Datumaro reads KITTI and DOTA only where every part has the same
classes, in the same order; torchvision takes the names of KITTI's pictures up to their first dot. PyLabel leaves out VOC
images without boxes.
`
writeFileSync(path.resolve(import.meta.dirname, '../../../docs/formats.md'), page)
