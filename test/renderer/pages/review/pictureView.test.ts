import { describe, expect, it } from 'vitest'
import { closeTo, wholePicture } from '../../../../renderer/pages/review/queue/pictureView.ts'

const view = { width: 824, height: 624 }
const image = { width: 1600, height: 1200 }

describe('a reviewed picture', () => {
  it('is shown whole, in the middle', () => {
    expect(wholePicture(view, image)).toEqual({ scale: 0.5, left: 12, top: 12 })
  })

  it('is shown close to a box, with the box in the middle', () => {
    const box = { x1: 750, y1: 550, x2: 850, y2: 650 }
    const { scale, left, top } = closeTo(view, image, box)
    expect(scale).toBeCloseTo(624 / 300)
    expect(800 * scale + left).toBeCloseTo(412)
    expect(600 * scale + top).toBeCloseTo(312)
  })

  it('keeps to the picture at its edges', () => {
    const { left, top } = closeTo(view, image, { x1: 0, y1: 0, x2: 40, y2: 40 })
    expect([left, top]).toEqual([0, 0])
  })

  it('is never farther away than the whole picture', () => {
    const all = { x1: 0, y1: 0, x2: 1600, y2: 1200 }
    expect(closeTo(view, image, all)).toEqual(wholePicture(view, image))
  })
})
