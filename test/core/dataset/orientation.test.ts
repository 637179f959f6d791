import * as fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import type { AnnotatedImage } from '../../../core/dataset/annotations.ts'
import { noFlags } from '../../../core/dataset/annotations.ts'
import { frameOf, readAnew, readIn } from '../../../core/dataset/frameReading.ts'
import { storedSize, swapsSides, toStored, toUpright } from '../../../core/dataset/orientation.ts'
import { openImage } from '../../../core/images/open.ts'
import { probeImage } from '../../../core/images/probe.ts'
import { saved } from '../images/pictures.ts'

const ORIENTATIONS = [1, 2, 3, 4, 5, 6, 7, 8]
const orientation = fc.constantFrom(...ORIENTATIONS)
const size = fc.record({ width: fc.integer({ min: 1, max: 9000 }), height: fc.integer({ min: 1, max: 9000 }) })

/** A box of whole pixels inside a size. */
function boxIn({ width, height }: { width: number; height: number }) {
  const span = (limit: number) => fc.tuple(fc.integer({ min: 0, max: limit }), fc.integer({ min: 0, max: limit }))
  return fc.tuple(span(width), span(height)).map(([[a, b], [c, d]]) => ({
    x1: Math.min(a, b),
    x2: Math.max(a, b),
    y1: Math.min(c, d),
    y2: Math.max(c, d),
  }))
}
const sizedBox = size.chain((one) => fc.record({ stored: fc.constant(one), box: boxIn(one) }))

describe('the eight orientations', () => {
  it('keep boxes inside the picture, and their area', () => {
    fc.assert(
      fc.property(sizedBox, orientation, ({ stored, box }, tag) => {
        const upright = storedSize(stored, tag)
        const turned = toUpright(box, stored, tag)
        expect(turned.x1).toBeGreaterThanOrEqual(0)
        expect(turned.y1).toBeGreaterThanOrEqual(0)
        expect(turned.x2).toBeLessThanOrEqual(upright.width)
        expect(turned.y2).toBeLessThanOrEqual(upright.height)
        const sides = [turned.x2 - turned.x1, turned.y2 - turned.y1]
        const before = [box.x2 - box.x1, box.y2 - box.y1]
        expect(sides).toEqual(swapsSides(tag) ? before.reverse() : before)
      }),
    )
  })

  it('are taken back exactly', () => {
    fc.assert(
      fc.property(sizedBox, orientation, ({ stored, box }, tag) => {
        const upright = storedSize(stored, tag)
        expect(toStored(toUpright(box, stored, tag), upright, tag)).toEqual(box)
      }),
    )
  })

  it('are all different', () => {
    const box = { x1: 10, y1: 20, x2: 30, y2: 70 }
    const places = ORIENTATIONS.map((tag) => JSON.stringify(toUpright(box, { width: 200, height: 100 }, tag)))
    expect(new Set(places).size).toBe(8)
  })

  it.each(ORIENTATIONS)('%i puts a box where the decoder puts its pixels', async (tag) => {
    const stored = { width: 64, height: 40 }
    const box = { x1: 8, y1: 4, x2: 24, y2: 12 }
    const patch = { create: { width: 16, height: 8, channels: 3 as const, background: '#fff' } }
    const bytes = await sharp({ create: { ...stored, channels: 3, background: '#000' } })
      .composite([{ input: patch, left: box.x1, top: box.y1 }])
      .withMetadata({ orientation: tag })
      .tiff({ compression: 'none' })
      .toBuffer()
    const real = await probeImage(saved(bytes, 'a.tif'))
    expect(real.orientation).toBe(tag)
    const image = await openImage(bytes, 'a.tif')
    const { data, info } = await image.autoOrient().greyscale().raw().toBuffer({ resolveWithObject: true })
    const white = [...data.keys()].filter((at) => data[at * info.channels]! > 127)
    const xs = white.map((at) => at % info.width)
    const ys = white.map((at) => Math.floor(at / info.width))
    const seen = { x1: Math.min(...xs), y1: Math.min(...ys), x2: Math.max(...xs) + 1, y2: Math.max(...ys) + 1 }
    expect(toUpright(box, stored, tag)).toEqual(seen)
  })
})

describe('tags that mean nothing', () => {
  /** The value of the tag and its type, in the little-endian EXIF that sharp writes. */
  const patched: Array<[string, (exif: Buffer, at: number) => void]> = [
    ['0', (exif, at) => exif.writeUInt16LE(0, at + 8)],
    ['9', (exif, at) => exif.writeUInt16LE(9, at + 8)],
    ['65535', (exif, at) => exif.writeUInt16LE(65_535, at + 8)],
    ['text', (exif, at) => exif.writeUInt16LE(2, at + 2)],
  ]
  it.each(patched)('%s is upright', async (_name, patch) => {
    const bytes = await sharp({ create: { width: 60, height: 40, channels: 3, background: '#f00' } })
      .jpeg()
      .withMetadata({ orientation: 6 })
      .toBuffer()
    const at = bytes.indexOf(Buffer.from([0x12, 0x01, 3, 0]))
    expect(at).toBeGreaterThan(0)
    patch(bytes, at)
    expect(await probeImage(saved(bytes))).toMatchObject({ orientation: 1, width: 60, height: 40, problem: null })
  })
})

function annotated(change: Partial<AnnotatedImage>): AnnotatedImage {
  const box = { x1: 10, y1: 10, x2: 50, y2: 40, ...noFlags, className: 'a', attributes: {}, note: '', field: '' }
  return { image: 'a.jpg', labels: 'a.xml', unit: 'pixels', size: null, split: null, boxes: [box], ...change }
}

describe('the frame of labels', () => {
  const turned = { width: 60, height: 100, orientation: 6 }
  const wide = annotated({}).boxes.map((box) => ({ ...box, x2: 90 }))
  const reaching = annotated({}).boxes.map((box) => ({ ...box, x2: 102 }))
  const far = annotated({}).boxes.map((box) => ({ ...box, x2: 200 }))

  it.each([
    ['no tag', annotated({}), { ...turned, orientation: 1 }, 'upright'],
    ['the upright size', annotated({ size: { width: 60, height: 100 } }), turned, 'upright'],
    ['the stored size', annotated({ size: { width: 100, height: 60 } }), turned, 'stored'],
    ['fractions with a size', annotated({ unit: 'relative', size: { width: 100, height: 60 } }), turned, 'stored'],
    ['fractions alone', annotated({ unit: 'relative' }), turned, 'either'],
    ['no size', annotated({}), turned, 'either'],
    ['no size, but boxes that fit one frame only', annotated({ boxes: wide }), turned, 'stored'],
    [
      'no size, but boxes that reach a little out of one frame and far out of the other',
      annotated({ boxes: reaching }),
      turned,
      'stored',
    ],
    ['no size, and boxes far out of both frames', annotated({ boxes: far }), turned, 'either'],
    ['half a turn', annotated({ size: { width: 60, height: 100 } }), { ...turned, orientation: 3 }, 'either'],
    ['a square', annotated({ size: { width: 60, height: 60 } }), { ...turned, height: 60 }, 'either'],
    ['another size', annotated({ size: { width: 7, height: 7 } }), turned, 'either'],
  ])('%s', (_name, labels, real, expected) => {
    expect(frameOf(labels, real)).toBe(expected)
  })

  it('read anew is the same as read so at first, in both directions and units', () => {
    const frames = fc.constantFrom('upright' as const, 'stored' as const)
    const units = fc.constantFrom('pixels' as const, 'relative' as const)
    fc.assert(
      fc.property(sizedBox, orientation, frames, units, ({ stored, box }, tag, frame, unit) => {
        const real = { ...storedSize(stored, tag), orientation: tag }
        const { x1, y1, x2, y2 } = box
        const { width, height } = stored
        const written = unit === 'pixels' ? box : { x1: x1 / width, y1: y1 / height, x2: x2 / width, y2: y2 / height }
        const other = frame === 'upright' ? 'stored' : 'upright'
        const anew = readAnew(frame, readIn(other, written, unit, real), unit, real)
        const direct = readIn(frame, written, unit, real)
        for (const edge of ['x1', 'y1', 'x2', 'y2'] as const) expect(anew[edge]).toBeCloseTo(direct[edge], 6)
      }),
    )
  })
})
