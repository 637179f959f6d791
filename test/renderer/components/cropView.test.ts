import { expect, it } from 'vitest'
import { cropView } from '../../../renderer/components/cropView.ts'

const image = { width: 400, height: 200 }

it('shows a box with something around it', () => {
  expect(cropView({ x1: 100, y1: 80, x2: 140, y2: 120 }, image)).toEqual({ x: 82, y: 62, side: 76 })
})

it('stays inside the picture, and centres it when it is smaller', () => {
  expect(cropView({ x1: 0, y1: 0, x2: 40, y2: 20 }, image)).toEqual({ x: 0, y: 0, side: 76 })
  expect(cropView({ x1: 0, y1: 0, x2: 400, y2: 200 }, image)).toEqual({ x: -180, y: -280, side: 760 })
})

it('shows the surroundings of a box without area', () => {
  expect(cropView({ x1: 50, y1: 50, x2: 50, y2: 50 }, image).side).toBeCloseTo(7.6)
})
