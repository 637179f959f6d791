import { expect, it } from 'vitest'
import type { AnchorFit, PlannedAnchors } from '../../../../core/api/types.ts'
import { classRows, sizeRows } from '../../../../renderer/pages/train/setup/reachRows.ts'

const reach = (at50: number): PlannedAnchors => {
  const counted = { boxes: 40, at50, at40: 36, meanOverlap: 0.6 }
  return {
    ...counted,
    perClass: [{ classId: 2, ...counted, missed: { small: 40 - at50, large: 0, thin: 0, between: 0 } }],
    perSize: [
      { from: 0, to: 16, ...counted },
      { from: 16, to: 32, boxes: 0, at50: 0, at40: 0, meanOverlap: 0 },
      { from: 128, to: null, boxes: 0, at50: 0, at40: 0, meanOverlap: 0 },
    ],
    sentence: '',
    poor: true,
  }
}
const classes = [
  { classId: 1, name: 'cat', color: '#111111' },
  { classId: 2, name: 'owl', color: '#222222' },
]

it('has a row for each class and size with boxes', () => {
  expect(classRows(reach(30), classes, null)).toMatchObject([
    { label: 'owl', color: '#222222', reached: 0.75, nearly: 0.9, before: null },
  ])
  expect(sizeRows(reach(30), null).map(({ label }) => label)).toEqual(['under 16 px'])
})

it('shows what a fit would reach, beside what is reached now', () => {
  const fit: AnchorFit = {
    anchors: { baseScale: 2, scales: [1], ratios: [1] },
    before: reach(30),
    after: reach(38),
    better: true,
  }
  expect(classRows(reach(30), classes, fit)[0]).toMatchObject({ reached: 0.95, before: 0.75 })
  expect(sizeRows(reach(30), fit)[0]).toMatchObject({ reached: 0.95, before: 0.75 })
})
