/** Tiles cover every pixel, hold every box that fits their overlap, and give each object once. */
import { array, assert, integer, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergeTiles, type WindowDetections } from '../../../core/detection/mergeTiles.ts'
import { isOverview, layTiles, mostOverlap, tileStarts, type TileLayout } from '../../../core/detection/tiles.ts'
import { clip, iou, type Edges } from '../../../core/geometry/box.ts'
import type { Detection } from '../../../core/training/events.ts'

const lengths = record({
  side: integer({ min: 32, max: 512 }),
  length: integer({ min: 1, max: 6000 }),
  part: integer({ min: 0, max: 75 }),
})

describe('tile starts', () => {
  it('cover the length, stay inside and overlap enough', () => {
    assert(
      property(lengths, ({ side, length, part }) => {
        const overlap = Math.floor((side * part) / 100)
        const starts = tileStarts(length, side, overlap)
        expect(starts[0]).toBe(0)
        expect(starts.at(-1)).toBe(Math.max(0, length - side))
        for (const [index, start] of starts.slice(1).entries()) {
          const before = starts[index] as number
          expect(start).toBeGreaterThan(before)
          expect(before + side - start).toBeGreaterThanOrEqual(overlap)
        }
      }),
    )
  })

  it('hold every stretch of up to the overlap whole', () => {
    assert(
      property(lengths, integer({ min: 0, max: 10_000 }), ({ side, length, part }, place) => {
        const overlap = Math.floor((side * part) / 100)
        const size = Math.min(overlap, length)
        const from = (place / 10_000) * (length - size)
        const starts = tileStarts(length, side, overlap)
        return starts.some((start) => start <= from && from + size <= start + side)
      }),
    )
  })
})

const input = { width: 128, height: 96 }
const layout: TileLayout = { scale: 0.5, overlap: 40, wholeImage: true }

describe('layout', () => {
  it('leaves images whole that fit at the scale, and everything without a layout', () => {
    expect(layTiles({ width: 256, height: 192 }, input, layout)).toEqual([{ scale: 0.5, left: 0, top: 0 }])
    expect(layTiles({ width: 128, height: 64 }, input, layout)).toEqual([{ scale: 1, left: 0, top: 0 }])
    expect(layTiles({ width: 1280, height: 960 }, input, null)).toEqual([{ scale: 0.1, left: 0, top: 0 }])
  })

  it('puts the whole image last, and caps the overlap so that every tile brings something new', () => {
    const windows = layTiles({ width: 1000, height: 500 }, input, { ...layout, overlap: 4000 })
    expect(windows.at(-1)).toEqual({ scale: 0.128, left: 0, top: 0 })
    expect(windows.filter((window) => isOverview(window, layout)).length).toBe(1)
    expect(mostOverlap(input)).toBe(72)
    expect(windows.length).toBeLessThan(80)
  })
})

/** What a perfect detector would say through each window: every object's visible part, if most of a third is seen. */
function perfect(objects: readonly Detection[], image: { width: number; height: number }): WindowDetections[] {
  return layTiles(image, input, layout).map((window) => ({
    window,
    detections: objects.flatMap((object) => {
      const { scale, left, top } = window
      const limits = { x: left / scale, y: top / scale }
      const moved = {
        ...object,
        x1: object.x1 - limits.x,
        x2: object.x2 - limits.x,
        y1: object.y1 - limits.y,
        y2: object.y2 - limits.y,
      }
      const seen = clip<Edges>(moved, input.width / scale, input.height / scale)
      const area = (seen.x2 - seen.x1) * (seen.y2 - seen.y1)
      if (area < 0.05 * (object.x2 - object.x1) * (object.y2 - object.y1)) return []
      const back = { x1: seen.x1 + limits.x, x2: seen.x2 + limits.x, y1: seen.y1 + limits.y, y2: seen.y2 + limits.y }
      return [{ ...object, ...back }]
    }),
  }))
}

describe('merging', () => {
  const image = { width: 900, height: 700 }
  const merge = (found: WindowDetections[]) => mergeTiles(found, image, input, layout, 0.5, 1000)

  it('gives each object once and whole, wherever it lies', () => {
    const objects = array(
      record({
        x: integer({ min: 0, max: 16 }),
        y: integer({ min: 0, max: 12 }),
        width: integer({ min: 10, max: 50 }),
        height: integer({ min: 10, max: 50 }),
        score: integer({ min: 40, max: 99 }),
      }),
      { minLength: 1, maxLength: 12 },
    )
    assert(
      property(objects, (drawn) => {
        const places = new Map(drawn.map((one) => [`${one.x}/${one.y}`, one]))
        const truths = [...places.values()].map(({ x, y, width, height, score }) => ({
          classId: 1,
          score: score / 100,
          x1: x * 53,
          y1: y * 53,
          x2: Math.min(x * 53 + width, 900),
          y2: Math.min(y * 53 + height, 700),
        }))
        const merged = merge(perfect(truths, image))
        expect(merged.length).toBe(truths.length)
        for (const truth of truths) expect(Math.max(...merged.map((one) => iou(one, truth)))).toBeGreaterThan(0.99)
      }),
    )
  })

  it('takes objects larger than the overlap from the whole image, and small ones never', () => {
    const large = { classId: 1, score: 0.9, x1: 100, y1: 100, x2: 700, y2: 500 }
    expect(merge(perfect([large], image))).toEqual([large])
    const [overview] = perfect([{ ...large, x2: 130, y2: 130 }], image).slice(-1)
    expect(overview?.detections.length).toBe(1)
    expect(merge([{ window: { scale: 0.5, left: 0, top: 0 }, detections: [] }, overview as WindowDetections])).toEqual(
      [],
    )
  })

  it('prefers what a neighbour saw whole to a surer piece at an inner border', () => {
    const left = { scale: 0.5, left: 0, top: 0 }
    const right = { scale: 0.5, left: 80, top: 0 }
    const piece = { classId: 1, score: 0.95, x1: 220, y1: 40, x2: 256, y2: 80 }
    const whole = { classId: 1, score: 0.7, x1: 220, y1: 40, x2: 290, y2: 80 }
    const found = (score: number) => [
      { window: left, detections: [piece] },
      { window: right, detections: [{ ...whole, score }] },
    ]
    expect(merge(found(0.7))).toEqual([whole])
    // A neighbour that is hardly sure of anything does not decide.
    expect(merge(found(0.1)).length).toBe(2)
    // Another class is another object.
    expect(
      merge([
        { window: left, detections: [piece] },
        { window: right, detections: [{ ...whole, classId: 2 }] },
      ]).length,
    ).toBe(2)
  })

  it('keeps pieces at the border of the image itself, and obeys the limit', () => {
    const corner = { scale: 0.5, left: 322, top: 254 }
    const edge = { classId: 1, score: 0.8, x1: 860, y1: 660, x2: 900, y2: 700 }
    const inner = { classId: 1, score: 0.6, x1: 700, y1: 560, x2: 740, y2: 600 }
    const found = [
      { window: corner, detections: [edge, inner] },
      { window: { ...corner, left: 240 }, detections: [] },
    ]
    expect(merge(found)).toEqual([edge, inner])
    expect(mergeTiles(found, image, input, layout, 0.5, 1)).toEqual([edge])
  })
})
