import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { height, width, type ImageBox } from '../../../core/geometry/box.ts'
import { boxBetween, dragHandle, moveBox, withArea, type Handle } from '../../../renderer/canvas/handles.ts'

const image = { width: 640, height: 480 }
const coordinate = (limit: number) => fc.double({ min: 0, max: limit, noNaN: true })
const box: fc.Arbitrary<ImageBox> = fc
  .tuple(
    coordinate(600),
    coordinate(440),
    fc.double({ min: 1, max: 40, noNaN: true }),
    fc.double({ min: 1, max: 40, noNaN: true }),
  )
  .map(([x1, y1, across, down]) => ({ x1, y1, x2: x1 + across, y2: y1 + down }))
const delta = fc.record({
  x: fc.double({ min: -900, max: 900, noNaN: true }),
  y: fc.double({ min: -900, max: 900, noNaN: true }),
})
const handle = fc.constantFrom<Handle>('nw', 'n', 'ne', 'e', 'se', 's', 'sw', 'w')

describe('dragging a handle', () => {
  it('leaves an ordered box with area inside the image, whatever is dragged where', () => {
    fc.assert(
      fc.property(box, handle, delta, (before, held, by) => {
        const after = dragHandle(before, held, by, image)
        expect(width(after)).toBeGreaterThanOrEqual(1 - 1e-9)
        expect(height(after)).toBeGreaterThanOrEqual(1 - 1e-9)
        expect(after.x1).toBeGreaterThanOrEqual(0)
        expect(after.y1).toBeGreaterThanOrEqual(0)
        expect(after.x2).toBeLessThanOrEqual(image.width)
        expect(after.y2).toBeLessThanOrEqual(image.height)
      }),
    )
  })

  it('keeps the exact numbers of edges that are not held', () => {
    const before = { x1: 10.123456, y1: 20.987654, x2: 100.5, y2: 90.25 }
    expect(dragHandle(before, 'e', { x: 7.004, y: 50 }, image)).toEqual({ ...before, x2: 107.5 })
    expect(dragHandle(before, 'nw', { x: -1, y: -1 }, image)).toEqual({ ...before, x1: 9.12, y1: 19.99 })
  })

  it('turns the box over when dragged past the other edge', () => {
    const before = { x1: 100, y1: 100, x2: 120, y2: 120 }
    expect(dragHandle(before, 'e', { x: -50, y: 0 }, image)).toEqual({ x1: 70, y1: 100, x2: 100, y2: 120 })
  })
})

describe('moving a box', () => {
  it('keeps its size and stays inside the image', () => {
    fc.assert(
      fc.property(box, delta, (before, by) => {
        const after = moveBox(before, by, image)
        expect(width(after)).toBeCloseTo(width(before), 9)
        expect(height(after)).toBeCloseTo(height(before), 9)
        expect(after.x1).toBeGreaterThanOrEqual(-0.01)
        expect(after.x2).toBeLessThanOrEqual(image.width + 0.01)
      }),
    )
  })

  it('lets a box that reaches outside come back, but go no further out', () => {
    const outside = { x1: -20, y1: 10, x2: 30, y2: 40 }
    expect(moveBox(outside, { x: -5, y: 0 }, image)).toEqual(outside)
    expect(moveBox(outside, { x: 5, y: 0 }, image)).toEqual({ ...outside, x1: -15, x2: 35 })
  })
})

describe('new boxes', () => {
  it('are ordered and clipped whichever way they are drawn', () => {
    expect(boxBetween({ x: 700, y: 500 }, { x: 600, y: -5 }, image)).toEqual({ x1: 600, y1: 0, x2: 640, y2: 480 })
  })

  it('get their shortest side inside the image', () => {
    expect(withArea({ x1: 640, y1: 5, x2: 640, y2: 5 }, image)).toEqual({ x1: 639, y1: 5, x2: 640, y2: 6 })
  })
})
