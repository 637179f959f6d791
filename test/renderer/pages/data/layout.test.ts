import { expect, it } from 'vitest'
import { layoutOf } from '../../../../renderer/pages/data/grid/layout.ts'

it.each([
  [1000, 200, 4],
  [1000, 90, 9],
  [150, 200, 1],
  [0, 200, 1],
])('fills %d pixels with pictures of about %d', (width, size, columns) => {
  const layout = layoutOf(width, size)
  expect(layout.columns).toBe(columns)
  if (width > size) {
    expect(layout.cellWidth).toBeGreaterThanOrEqual(size)
    expect(layout.cellWidth * columns + layout.gap * (columns - 1)).toBeCloseTo(width)
  }
})
