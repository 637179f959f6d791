import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chooseInputSize } from '../../../core/training/inputSize.ts'

const area = 512 * 384

describe('chooseInputSize', () => {
  it('follows the shape that the images share', () => {
    expect(chooseInputSize([{ width: 640, height: 480, count: 364 }], area)).toEqual({ width: 512, height: 384 })
    expect(chooseInputSize([{ width: 480, height: 640, count: 9 }], area)).toEqual({ width: 384, height: 512 })
    expect(chooseInputSize([{ width: 1920, height: 1080, count: 1 }], area)).toEqual({ width: 576, height: 320 })
  })

  it('lets a few odd images not spoil it', () => {
    const shapes = [
      { width: 640, height: 480, count: 90 },
      { width: 480, height: 640, count: 10 },
    ]
    expect(chooseInputSize(shapes, area)).toEqual({ width: 512, height: 384 })
  })

  it('is square for mixed shapes and for none', () => {
    const shapes = [
      { width: 640, height: 480, count: 60 },
      { width: 480, height: 640, count: 40 },
    ]
    expect(chooseInputSize(shapes, area)).toEqual({ width: 448, height: 448 })
    expect(chooseInputSize([], area)).toEqual({ width: 448, height: 448 })
  })

  it('always gives multiples of 32 near the wanted area', () => {
    const side = fc.integer({ min: 1, max: 20_000 })
    fc.assert(
      fc.property(side, side, fc.integer({ min: 128 * 128, max: 1024 * 1024 }), (width, height, wanted) => {
        const size = chooseInputSize([{ width, height, count: 1 }], wanted)
        expect(size.width % 32).toBe(0)
        expect(size.height % 32).toBe(0)
        expect(size.width).toBeGreaterThan(0)
        expect(size.height).toBeGreaterThan(0)
      }),
    )
  })
})
