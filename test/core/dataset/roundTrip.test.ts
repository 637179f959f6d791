import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AnnotatedImage, DatasetBox } from '../../../core/dataset/annotations.ts'
import type { ExportDataset, ExportImage } from '../../../core/dataset/exporting.ts'
import { datasetFormats } from '../../../core/dataset/formats/registry.ts'
import { placeBoxes } from '../../../core/dataset/placement.ts'
import { Problems } from '../../../core/dataset/problems.ts'
import type { FormatName } from '../../../core/dataset/report.ts'
import { baseName } from '../../../core/dataset/source.ts'
import { dataset } from './arbitraries.ts'
import { exported, memoryFiles } from './memoryFiles.ts'

async function readBack(format: FormatName, data: ExportDataset) {
  const { texts, images } = exported(format, data)
  const read = await datasetFormats[format].read(memoryFiles(texts, images))
  const byName = new Map(read.images.map((image) => [baseName(image.image), image]))
  const pairs = data.images.map((image) => ({ written: image, read: byName.get(image.name) }))
  return { read, pairs }
}

function place(written: ExportImage, read: AnnotatedImage | undefined) {
  const problems = new Problems()
  const boxes = read ? placeBoxes(read, { ...written, orientation: 1 }, problems) : []
  expect(problems.skipped).toEqual([])
  expect(problems.warnings).toEqual([])
  return boxes.map(({ field: _field, ...box }) => box)
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

function withoutEdges({ x1: _x1, y1: _y1, x2: _x2, y2: _y2, ...rest }: DatasetBox) {
  return rest
}

// COCO writes sides, not edges: no number may exist that gives an edge back to the last place.
describe.each([
  ['voc', 0],
  ['coco', 1e-11],
] as const)('%s', (format, tolerance) => {
  it('gives back exactly what was written: boxes, flags, notes, attributes, classes in order, empty images, splits', async () => {
    await fc.assert(
      fc.asyncProperty(dataset, async (data) => {
        const { read, pairs } = await readBack(format, data)
        expect(read.skipped).toEqual([])
        expect(read.classes).toEqual(data.classes)
        for (const { written, read } of pairs) {
          const boxes = place(written, read)
          expect(boxes.map(withoutEdges)).toEqual(written.boxes.map(withoutEdges))
          expectSameEdges(boxes, written.boxes, tolerance)
          expect(read?.labels).not.toBeNull()
          expect(read?.split).toBe(expectedSplit(data, written))
        }
      }),
      { numRuns: 80 },
    )
  })
})

describe('yolo', () => {
  it('gives back boxes to a millionth of a pixel, classes in order, empty images and splits', async () => {
    await fc.assert(
      fc.asyncProperty(dataset, async (data) => {
        const { read, pairs } = await readBack('yolo', data)
        expect(read.skipped).toEqual([])
        expect(read.classes).toEqual(data.classes)
        for (const { written, read } of pairs) {
          const boxes = place(written, read)
          expect(boxes.map(({ className }) => className)).toEqual(written.boxes.map(({ className }) => className))
          expectSameEdges(boxes, written.boxes, 1e-6)
          expect(read?.labels).not.toBeNull()
          expect(read?.split).toBe(expectedSplit(data, written))
        }
      }),
      { numRuns: 80 },
    )
  })
})
