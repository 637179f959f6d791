import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { probeImage } from '../../../core/images/probe.ts'
import { assertDecodable } from '../../../core/images/bombs.ts'
import { processorMilliseconds } from '../../processorTime.ts'
import { saved } from './pictures.ts'

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}

/** A white picture of one bit a pixel, of which only `rows` rows are there. */
function blankPng(width: number, height: number, rows: number, interlaced: boolean): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([1, 0, 0, 0, interlaced ? 1 : 0], 8)
  const row = Buffer.alloc(1 + Math.ceil(width / 8), 255)
  row[0] = 0
  const data = deflateSync(Buffer.concat(Array.from({ length: rows }, () => row)))
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))])
}

it.each([
  ['a vast blank PNG', blankPng(40_000, 40_000, 1000, false), /more than \d+ bytes can hold/],
  ['one with a size beyond all use', blankPng(100_000, 100_000, 1, false), /than can be used/],
  ['one that would be held whole', blankPng(20_000, 20_000, 100, true), /too many for its kind of file/],
  ['an absurd size', blankPng(2 ** 31 - 1, 2 ** 31 - 1, 1, false), /^bomb\.png /],
])('refuses %s at once', async (_name, bytes, why) => {
  const before = process.memoryUsage().rss
  const refused = expect.objectContaining({ code: 'BROKEN_FILE', message: expect.stringMatching(why) as string })
  const probing = () => expect(probeImage(saved(bytes, 'bomb.png'))).rejects.toEqual(refused)
  expect(await processorMilliseconds(probing)).toBeLessThan(2000)
  expect(process.memoryUsage().rss - before).toBeLessThan(200 * 2 ** 20)
})

it('lets large photographs and scans pass', () => {
  const size = { width: 20_000, height: 15_000, isProgressive: false }
  expect(() => assertDecodable(size, 'jpeg', 40_000_000, 'map.jpg')).not.toThrow()
  expect(() => assertDecodable({ ...size, width: 80_000 }, 'tiff', 900_000_000, 'slide.tif')).not.toThrow()
  expect(() => assertDecodable({ ...size, width: 8000, height: 6000 }, 'webp', 200, 'blank.webp')).not.toThrow()
})

describe('pictures of one colour', () => {
  const large = { width: 12_000, height: 9000, channels: 3 as const, background: '#345678' }
  const blank = (size = large) => sharp({ create: size, limitInputPixels: false })

  it.each([
    ['jpg', blank().jpeg(), 150],
    ['jpg', blank().jpeg({ progressive: true }), 150],
    ['png', blank().toColourspace('b-w').png({ compressionLevel: 6 }), 800],
    ['tif', blank().tiff({ compression: 'deflate' }), 150],
  ])('pass at 108 megapixels as %s', { timeout: 60_000 }, async (extension, picture, leastPixelsAByte) => {
    const bytes = await picture.toBuffer()
    expect((large.width * large.height) / bytes.length).toBeGreaterThan(leastPixelsAByte)
    const { width, height, problem } = await probeImage(saved(bytes, `blank.${extension}`))
    expect({ width, height, problem }).toEqual({ width: 12_000, height: 9000, problem: null })
  })

  it('may not claim more than their kind of file can hold', () => {
    const size = { width: 30_000, height: 20_000, channels: 3 as const, bitsPerSample: 8 }
    const refuses = (facts: object, kind: 'jpeg' | 'png' | 'tiff', pixelsAByte: number) => {
      const bytes = (size.width * size.height) / pixelsAByte
      const check = (some: number) => () => assertDecodable({ ...size, ...facts }, kind, some, `blank.${kind}`)
      expect(check(Math.ceil(bytes))).not.toThrow()
      expect(check(Math.floor(bytes) - 1)).toThrow(/more than \d+ bytes can hold/)
    }
    refuses({}, 'jpeg', 256)
    refuses({}, 'png', 344)
    refuses({ bitsPerSample: 1, isPalette: true }, 'png', 8256)
    refuses({ bitsPerSample: 16, channels: 1 }, 'tiff', 1361 / 2)
    refuses({ bitsPerSample: 1, channels: 1 }, 'tiff', 8 * size.width)
    // Of this many pixels a progressive file would be held whole.
    const progressive = { width: 12_000, height: 9000, isProgressive: true }
    expect(() => assertDecodable(progressive, 'jpeg', 210_938, 'blank.jpg')).not.toThrow()
    expect(() => assertDecodable(progressive, 'jpeg', 210_937, 'blank.jpg')).toThrow(/bytes can hold/)
    expect(() => assertDecodable({ ...size, isProgressive: true }, 'jpeg', 9e9, 'blank.jpg')).toThrow(/too many/)
  })
})

it.each([
  ['a drawing named as a picture', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'],
  ['XML with entities', '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg width="9" height="9">&b;</svg>'],
  ['a PDF', '%PDF-1.7\n1 0 obj'],
  ['a script', '#!/bin/sh\n'],
])('refuses %s', async (_name, text) => {
  await expect(probeImage(saved(Buffer.from(text), 'picture.png'))).rejects.toMatchObject({ code: 'UNSUPPORTED' })
})
