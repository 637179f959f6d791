import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { area } from '../../../core/geometry/box.ts'
import { viewPoint } from '../../../core/geometry/view.ts'
import { hitTest, nextPick, pickAll, type Pickable } from '../../../renderer/canvas/hitTest.ts'

const transform = { scale: 1, offsetX: 0, offsetY: 0 }
const large: Pickable = { id: 1, x1: 100, y1: 100, x2: 500, y2: 400 }
const small: Pickable = { id: 2, x1: 250, y1: 200, x2: 300, y2: 250 }
const speck: Pickable = { id: 3, x1: 400, y1: 300, x2: 402, y2: 302 }
const boxes = [large, small, speck]
const at = (x: number, y: number) => viewPoint(x, y)

describe('hit testing', () => {
  it('picks the small box over the large one, however they are ordered', () => {
    expect(hitTest(boxes, null, at(275, 225), transform)).toEqual({ kind: 'box', id: 2 })
    expect(hitTest([small, large], null, at(275, 225), transform)).toEqual({ kind: 'box', id: 2 })
  })

  it('picks a box of two pixels from a few pixels away', () => {
    expect(hitTest(boxes, null, at(405, 304), transform)?.id).toBe(3)
    expect(hitTest(boxes, null, at(401, 301), transform)).toEqual({ kind: 'box', id: 3 })
  })

  it('finds corners and edges of the selected box before anything else', () => {
    const covering: Pickable = { id: 4, x1: 490, y1: 390, x2: 505, y2: 405 }
    expect(hitTest([...boxes, covering], 1, at(499, 401), transform)).toEqual({ kind: 'handle', id: 1, handle: 'se' })
    expect(hitTest(boxes, 1, at(300, 104), transform)).toEqual({ kind: 'handle', id: 1, handle: 'n' })
    expect(hitTest(boxes, null, at(97, 250), transform)).toEqual({ kind: 'handle', id: 1, handle: 'w' })
  })

  it('lets a selected box under others be dragged by its inside', () => {
    expect(hitTest(boxes, 1, at(275, 225), transform)).toEqual({ kind: 'box', id: 1 })
  })

  it('measures its reach in screen pixels at every zoom', () => {
    const zoomed = { scale: 0.1, offsetX: 0, offsetY: 0 }
    expect(hitTest(boxes, 1, at(50, 46), zoomed)?.kind).toBe('handle')
    expect(hitTest(boxes, 1, at(70, 60), zoomed)).toBeNull()
  })

  it('sorts candidates by area and cycles through all of them', () => {
    const side = fc.integer({ min: 10, max: 200 })
    const stack = fc.array(fc.tuple(side, side), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(stack, (sizes) => {
        const around = sizes.map(([x, y], index) => ({
          id: index + 1,
          x1: 300 - x,
          y1: 300 - y,
          x2: 300 + x,
          y2: 300 + y,
        }))
        const candidates = pickAll(around, at(300, 300), transform)
        expect(candidates).toHaveLength(around.length)
        for (const [index, box] of candidates.entries()) {
          expect(area(box)).toBeGreaterThanOrEqual(area(candidates[index - 1] ?? box) - (index === 0 ? 1 : 0))
        }
        const seen = new Set<number | null>()
        let selected: number | null = null
        for (const _ of candidates) seen.add((selected = nextPick(candidates, selected)))
        expect(seen.size).toBe(candidates.length)
      }),
    )
  })

  it('finds nothing where nothing is', () => {
    expect(hitTest(boxes, 1, at(20, 20), transform)).toBeNull()
    expect(nextPick([], 1)).toBeNull()
  })
})
