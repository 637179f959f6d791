import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  boxToView,
  clampView,
  fit,
  middleBox,
  panBy,
  pointToImage,
  pointToView,
  viewPoint,
  visiblePart,
  zoomAt,
  zoomToBox,
  type ViewTransform,
} from '../../../core/geometry/view.ts'

const side = fc.double({ min: 1, max: 20_000, noNaN: true })
const size = fc.record({ width: side, height: side })
const screen = fc.record({
  width: fc.double({ min: 200, max: 4000, noNaN: true }),
  height: fc.double({ min: 200, max: 4000, noNaN: true }),
})
const transform: fc.Arbitrary<ViewTransform> = fc.record({
  scale: fc.double({ min: 0.01, max: 64, noNaN: true }),
  offsetX: fc.double({ min: -1e4, max: 1e4, noNaN: true }),
  offsetY: fc.double({ min: -1e4, max: 1e4, noNaN: true }),
})
const point = fc.tuple(
  fc.double({ min: -4000, max: 4000, noNaN: true }),
  fc.double({ min: -4000, max: 4000, noNaN: true }),
)

describe('view transform', () => {
  it('goes to image space and back', () => {
    fc.assert(
      fc.property(transform, point, (view, [x, y]) => {
        const back = pointToView(view, pointToImage(view, viewPoint(x, y)))
        expect(back.x).toBeCloseTo(x, 5)
        expect(back.y).toBeCloseTo(y, 5)
      }),
    )
  })

  it('fits the whole image into the view, centred', () => {
    fc.assert(
      fc.property(size, screen, (image, view) => {
        const shown = boxToView(fit(image, view), { x1: 0, y1: 0, x2: image.width, y2: image.height })
        expect(shown.x1).toBeGreaterThanOrEqual(-1e-6)
        expect(shown.y2).toBeLessThanOrEqual(view.height + 1e-6)
        expect(shown.x1 + shown.x2).toBeCloseTo(view.width, 3)
        expect(shown.y1 + shown.y2).toBeCloseTo(view.height, 3)
      }),
    )
  })

  it('finds a place for a new box inside what is seen of the image', () => {
    fc.assert(
      fc.property(size, screen, transform, (image, view, anywhere) => {
        const shown = clampView(anywhere, image, view)
        const box = middleBox(shown, image, view)
        const seen = visiblePart(shown, view)
        expect(box.x2).toBeGreaterThan(box.x1)
        expect(box.y2).toBeGreaterThan(box.y1)
        expect(box.x1).toBeGreaterThanOrEqual(Math.max(0, seen.x1) - 1e-6)
        expect(box.y2).toBeLessThanOrEqual(Math.min(image.height, seen.y2) + 1e-6)
      }),
    )
    const whole = { scale: 1, offsetX: 0, offsetY: 0 }
    const box = middleBox(whole, { width: 640, height: 480 }, { width: 900, height: 480 })
    expect(box).toEqual({ x1: 213, y1: 160, x2: 427, y2: 320 })
  })

  it('keeps the point under the pointer when zooming, unless the image would leave the view', () => {
    fc.assert(
      fc.property(size, screen, fc.double({ min: 0.2, max: 5, noNaN: true }), point, (image, view, factor, [x, y]) => {
        const before = fit(image, view)
        const at = viewPoint(Math.abs(x) % view.width, Math.abs(y) % view.height)
        const after = zoomAt(before, factor, at, image, view)
        const free = pointToView({ ...after, ...unclamped(before, after.scale, at) }, pointToImage(before, at))
        expect(free.x).toBeCloseTo(at.x, 3)
        expect(free.y).toBeCloseTo(at.y, 3)
        expect(clampView(after, image, view)).toEqual(after)
      }),
    )
  })

  it('never loses the image, however far it is dragged', () => {
    fc.assert(
      fc.property(size, screen, point, (image, view, [dx, dy]) => {
        const moved = panBy(fit(image, view), dx * 100, dy * 100, image, view)
        const shown = boxToView(moved, { x1: 0, y1: 0, x2: image.width, y2: image.height })
        expect(shown.x1).toBeLessThanOrEqual(view.width / 2 + 1e-6)
        expect(shown.x2).toBeGreaterThanOrEqual(view.width / 2 - 1e-6)
      }),
    )
  })

  it('shows all of a box when zooming to it', () => {
    const image = { width: 640, height: 480 }
    const view = { width: 1000, height: 700 }
    const box = { x1: 600, y1: 440, x2: 640, y2: 480 }
    const part = visiblePart(zoomToBox(box, image, view), view)
    expect(part.x1).toBeLessThan(box.x1)
    expect(part.x2).toBeGreaterThan(box.x2)
    expect(part.y1).toBeLessThan(box.y1)
    expect(part.y2).toBeGreaterThan(box.y2)
  })
})

function unclamped(before: ViewTransform, scale: number, at: { x: number; y: number }) {
  const ratio = scale / before.scale
  return { offsetX: at.x - (at.x - before.offsetX) * ratio, offsetY: at.y - (at.y - before.offsetY) * ratio }
}
