import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { inspectFiles } from '../../../core/dataset/detect.ts'
import { datasetFormats } from '../../../core/dataset/formats/registry.ts'
import { placeBoxes } from '../../../core/dataset/placement.ts'
import { Problems } from '../../../core/dataset/problems.ts'
import { dataset } from './arbitraries.ts'
import { exported, memoryFiles } from './memoryFiles.ts'

const junk = [
  '',
  '\0',
  '-1',
  '1e999',
  'NaN',
  '<object>',
  '</annotation>',
  '<!DOCTYPE a [<!ENTITY b "c">]>',
  '{',
  ']',
  '"',
  '\\',
]
const junkPaths = [
  '../../etc/passwd',
  'C:\\images\\a.jpg',
  '__proto__',
  'constructor',
  '&#xD800;',
  '&amp;',
  '*a',
  '!!js/function',
  '\uFEFF',
  ' 7 .5 .5 .1 .1\n',
]

const damage = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat({ max: 40 }),
  insert: fc.constantFrom(...junk, ...junkPaths),
})

function damaged(text: string, { at, length, insert }: { at: number; length: number; insert: string }): string {
  const start = Math.floor(at * text.length)
  return text.slice(0, start) + insert + text.slice(start + length)
}

it.each(['voc', 'coco', 'yolo'] as const)(
  'damaged %s files give a report, never an exception, in bounded time',
  async (format) => {
    await fc.assert(
      fc.asyncProperty(dataset, fc.array(damage, { minLength: 1, maxLength: 4 }), async (data, damages) => {
        const { texts, images } = exported(format, data)
        for (const one of damages) {
          const names = Object.keys(texts)
          const name = names[Math.floor(one.at * 7919) % names.length] ?? ''
          texts[name] = damaged(texts[name] ?? '', one)
        }
        const files = memoryFiles(texts, images)
        const started = performance.now()
        await inspectFiles(files)
        for (const reader of ['voc', 'coco', 'yolo'] as const) {
          const read = await datasetFormats[reader].read(files)
          expect(read.images.every(({ image }) => images.includes(image))).toBe(true)
          expect(read.images).toHaveLength(images.length)
          for (const image of read.images) {
            const placed = placeBoxes(image, { width: 100, height: 100, orientation: 1 }, new Problems())
            for (const { x1, y1, x2, y2 } of placed) {
              expect(0 <= x1 && x1 < x2 && x2 <= 100 && 0 <= y1 && y1 < y2 && y2 <= 100).toBe(true)
            }
          }
        }
        expect(performance.now() - started).toBeLessThan(10_000)
      }),
      { numRuns: 60 },
    )
  },
)
