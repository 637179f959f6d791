/** Random data sets for property tests. */
import * as fc from 'fast-check'
import type { DatasetBox } from '../../../core/dataset/annotations.ts'
import type { ExportDataset, ExportImage } from '../../../core/dataset/exporting.ts'

/** Names without edge spaces or line ends, which no list of names could hold. */
const className = fc
  .oneof(
    fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }),
    fc.constantFrom('a & b', '<tag>', '5', 'naïve', '#1'),
  )
  .map((name) =>
    name
      .replaceAll(/[\p{C}\p{Z}\s]+/gu, ' ')
      .trim()
      .normalize('NFC'),
  )
  .filter((name) => name !== '' && !name.startsWith('__'))

const attributeValue = fc.oneof(
  fc.string({ maxLength: 8, unit: 'grapheme' }).map((text) => text.replaceAll(/[\p{C}\p{Z}\s]+/gu, '_')),
  fc.boolean(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? 0 : value)),
)

function edges(limit: number): fc.Arbitrary<[number, number]> {
  return fc
    .tuple(fc.double({ min: 0, max: limit, noNaN: true }), fc.double({ min: 0, max: limit, noNaN: true }))
    .map(([a, b]): [number, number] => [Math.min(a, b) + 0, Math.max(a, b)])
    .filter(([low, high]) => high - low > 1e-3)
}

function box(classes: string[], width: number, height: number): fc.Arbitrary<DatasetBox> {
  return fc
    .record({
      x: edges(width),
      y: edges(height),
      className: fc.constantFrom(...classes),
      flags: fc.record({
        difficult: fc.boolean(),
        truncated: fc.boolean(),
        crowd: fc.boolean(),
        occluded: fc.boolean(),
      }),
      attributes: fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), attributeValue, {
        maxKeys: 3,
        noNullPrototype: true,
      }),
      note: fc.constantFrom('', 'blurred', 'ask Ann & Bob: <why>?', 'two\nlines'),
    })
    .map(({ x: [x1, x2], y: [y1, y2], className, flags, attributes, note }) => ({
      x1,
      y1,
      x2,
      y2,
      className,
      note,
      attributes,
      ...flags,
    }))
}

export const dataset: fc.Arbitrary<ExportDataset> = fc
  .uniqueArray(className, { minLength: 1, maxLength: 5 })
  .chain((classes) =>
    fc
      .array(
        fc
          .record({ width: fc.integer({ min: 1, max: 8000 }), height: fc.integer({ min: 1, max: 8000 }) })
          .chain(({ width, height }) =>
            fc.record({
              width: fc.constant(width),
              height: fc.constant(height),
              split: fc.constantFrom('train', 'val', 'test', null),
              boxes: fc.array(box(classes, width, height), { maxLength: 6 }),
            }),
          ),
        { minLength: 1, maxLength: 6 },
      )
      .map((images) => ({
        classes,
        images: images.map((image, index): ExportImage => ({ name: `bild ${index} #ü%20.jpg`, ...image })),
      })),
  )
