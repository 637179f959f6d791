import { expect, it } from 'vitest'
import { boxPaths } from '../../../renderer/components/boxPaths.ts'

it('draws one halo and one path for each look', () => {
  const box = { x1: 1, y1: 2, x2: 3, y2: 4 }
  const paths = boxPaths([
    { ...box, color: '#ff0000' },
    { ...box, color: '#ff0000' },
    { ...box, color: '#ff0000', dashed: true },
    { ...box, color: '#00ff00' },
  ])
  expect(paths.map((path) => path.key)).toEqual(['halo', '#ff0000', '#ff0000-dashed', '#00ff00'])
  expect(paths[1]?.d).toBe('M1 2H3V4H1ZM1 2H3V4H1Z')
  expect(boxPaths([])).toEqual([])
})
