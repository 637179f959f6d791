/** Whatever a file of detections holds, reading it ends in boxes and reasons: one for each row. */
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { isDetections, meaningOf, readDetections, sharedBy } from '../../../../core/dataset/detections/read.ts'
import { Problems } from '../../../../core/dataset/problems.ts'

const anything = fc.anything({ maxDepth: 3 })
const id = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom('1', '__proto__', null, Number.NaN, Infinity))
const number = fc.oneof(fc.double(), fc.constantFrom(0, 1, 0.5, Number.NaN, -Infinity, '1'))
const row = fc.oneof(
  fc.record(
    { image_id: id, category_id: id, bbox: fc.array(number, { maxLength: 5 }), score: number, file_name: anything },
    { requiredKeys: [] },
  ),
  anything,
)
const dataset = fc.record(
  {
    images: fc.array(
      fc.oneof(fc.record({ id, file_name: fc.constantFrom('a.jpg', 7), width: number, height: number }), anything),
    ),
    categories: fc.array(fc.oneof(fc.record({ id, name: fc.constantFrom('cat', null) }), anything)),
  },
  { requiredKeys: [] },
)

it('every row is a finite box with a score from 0 to 1, or has a reason', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 20 }), dataset, (rows, written) => {
      const meaning = meaningOf(written)
      const problems = new Problems()
      const boxes = readDetections('results.json', rows, meaning, problems).flatMap((image) => image.boxes)
      expect(boxes.length + problems.skipped.length).toBe(rows.length)
      for (const { x1, y1, attributes, className } of boxes) {
        expect([x1, y1].every(Number.isFinite) && className !== '').toBe(true)
        expect(Number(attributes['score'])).toBeGreaterThanOrEqual(0)
        expect(Number(attributes['score'])).toBeLessThanOrEqual(1)
      }
      expect(sharedBy(rows, meaning)).toBeLessThanOrEqual(1)
      isDetections(rows)
    }),
    { numRuns: 2000 },
  )
})
