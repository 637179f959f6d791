import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AnnotatedImage, DatasetBox } from '../../../core/dataset/annotations.ts'
import type { ExportDataset, ExportImage } from '../../../core/dataset/exporting.ts'
import { datasetFormats } from '../../../core/dataset/formats/registry.ts'
import { placeBoxes } from '../../../core/dataset/placement.ts'
import { Problems } from '../../../core/dataset/problems.ts'
import type { FormatName } from '../../../core/dataset/report.ts'
import { dataset } from './arbitraries.ts'
import { exported, memoryFiles } from './memoryFiles.ts'

async function readBack(format: FormatName, data: ExportDataset) {
  const { texts, images } = exported(format, data)
  const read = await datasetFormats[format].read(memoryFiles(texts, images))
  const byPath = new Map(read.images.map((image) => [image.image, image]))
  const pairs = data.images.map((image, position) => ({ written: image, read: byPath.get(images[position] ?? '') }))
  return { read, pairs }
}

function place(written: ExportImage, read: AnnotatedImage | undefined) {
  const problems = new Problems()
  const boxes = read ? placeBoxes(read, { ...written, orientation: 1 }, problems) : []
  expect(problems.skipped).toEqual([])
  expect(problems.warnings).toEqual([])
  return boxes
}

/** A part that holds everything says nothing, so it is dropped. */
function expectedSplit({ images }: ExportDataset, image: ExportImage) {
  return new Set(images.map(({ split }) => split)).size > 1 ? image.split : null
}

function expectSameEdges(boxes: readonly DatasetBox[], written: readonly DatasetBox[], tolerance: number) {
  boxes.forEach((box, index) => {
    for (const edge of ['x1', 'y1', 'x2', 'y2'] as const) {
      expect(Math.abs(box[edge] - (written[index]?.[edge] ?? Number.NaN))).toBeLessThanOrEqual(tolerance)
    }
  })
}

interface Expressed {
  /** Pixels: formats that write sides, fractions or percent cannot give every edge back to the last place. */
  tolerance: number
  flags: Array<'difficult' | 'truncated' | 'crowd' | 'occluded'>
  /** 'text': as text only, or as one kind for all boxes of a class. */
  attributes: boolean | 'text'
  notes: boolean
  /** 'held': images without a split are put into one. */
  splits: boolean | 'held'
  /** The only class that the format knows. */
  oneClass?: string
}

const flags: Expressed['flags'] = ['difficult', 'truncated', 'crowd', 'occluded']
const everything = { flags, attributes: true, notes: true, splits: true }
const boxesOnly = { flags: [], attributes: false, notes: false, splits: true }

/** What each format can hold; all of them keep boxes, classes in order and empty images. */
const formats: Array<[FormatName, Expressed]> = [
  ['voc', { ...everything, tolerance: 1e-15 }],
  ['coco', { ...everything, tolerance: 1e-11 }],
  ['yolo', { ...boxesOnly, tolerance: 1e-6 }],
  ['yolo-obb', { ...boxesOnly, tolerance: 1e-6 }],
  ['labelme', { ...everything, tolerance: 0 }],
  ['cvat', { ...everything, attributes: 'text', tolerance: 1e-15 }],
  ['open-images', { ...boxesOnly, flags: ['truncated', 'crowd', 'occluded'], tolerance: 1e-6 }],
  ['label-studio', { ...everything, tolerance: 1e-6 }],
  ['create-ml', { ...boxesOnly, tolerance: 1e-11 }],
  ['vott', { ...boxesOnly, tolerance: 1e-11 }],
  ['via', { ...everything, attributes: 'text', tolerance: 1e-11 }],
  ['supervisely', { ...everything, attributes: 'text', tolerance: 0 }],
  ['darwin', { ...everything, attributes: 'text', tolerance: 1e-11 }],
  ['datumaro', { ...everything, tolerance: 1e-11 }],
  ['kitti', { ...boxesOnly, flags: ['truncated', 'occluded'], splits: 'held', tolerance: 1e-15 }],
  ['wider', { ...boxesOnly, flags: ['difficult', 'occluded'], oneClass: 'face', tolerance: 1 }],
  ['dota', { ...boxesOnly, flags: ['difficult'], tolerance: 1e-15 }],
  ['mot', { ...boxesOnly, splits: false, tolerance: 1e-11 }],
  ['odvg', { ...boxesOnly, tolerance: 0 }],
  ['labelme-xml', { ...boxesOnly, flags, tolerance: 1e-15 }],
  ['tfrecord', { ...boxesOnly, flags: ['difficult', 'truncated', 'crowd'], tolerance: 1e-3 }],
  ['csv', { ...boxesOnly, tolerance: 1e-15 }],
]

function asText(attributes: DatasetBox['attributes']) {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, String(value)]))
}

/** What should come back of a box besides its place. */
function rest(box: DatasetBox, { flags, attributes, notes, oneClass }: Expressed) {
  return {
    className: oneClass ?? box.className,
    flags: flags.filter((flag) => box[flag]),
    ...(attributes ? { attributes: attributes === 'text' ? asText(box.attributes) : box.attributes } : {}),
    ...(notes ? { note: box.note } : {}),
  }
}

describe.each(formats)('%s', (format, expressed) => {
  it('gives back what it can hold: boxes, flags, notes, attributes, classes in order, empty images, splits', async () => {
    await fc.assert(
      fc.asyncProperty(dataset, async (data) => {
        const { read, pairs } = await readBack(format, data)
        expect(read.skipped).toEqual([])
        expect(read.classes).toEqual(expressed.oneClass ? [expressed.oneClass] : data.classes)
        for (const { written, read } of pairs) {
          const boxes = place(written, read)
          expect(boxes.map((box) => rest(box, expressed))).toEqual(written.boxes.map((box) => rest(box, expressed)))
          expectSameEdges(boxes, written.boxes, expressed.tolerance)
          expect(read?.labels).not.toBeNull()
          if (expressed.splits !== 'held') {
            expect(read?.split).toBe(expressed.splits ? expectedSplit(data, written) : null)
          }
        }
      }),
      { numRuns: 30 },
    )
  })
})
