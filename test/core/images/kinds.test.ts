import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { openImage } from '../../../core/images/open.ts'
import { probeImage } from '../../../core/images/probe.ts'
import { noisyJpeg, picture, saved, HEIC } from './pictures.ts'
import { greyTiff } from './tiffs.ts'

/** What the network sees: 8-bit RGB at a place, transparency as grey. */
async function pixel(bytes: Buffer, x: number, y: number): Promise<number[]> {
  const image = await openImage(bytes, 'picture')
  const { data, info } = await image
    .autoOrient()
    .toColourspace('srgb')
    .flatten({ background: '#808080' })
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  expect(info.channels).toBe(3)
  return [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)]
}

const base = () => picture(40, 20)
const KINDS: Array<[string, () => Promise<Buffer>]> = [
  ['progressive JPEG', () => base().jpeg({ progressive: true, chromaSubsampling: '4:4:4' }).toBuffer()],
  ['CMYK JPEG', () => base().toColourspace('cmyk').jpeg().toBuffer()],
  ['palette PNG', () => base().png({ palette: true }).toBuffer()],
  ['interlaced PNG', () => base().png({ progressive: true }).toBuffer()],
  ['16-bit PNG', () => base().toColourspace('rgb16').png().toBuffer()],
  ['PNG with alpha', () => base().ensureAlpha().png().toBuffer()],
  ['lossless WebP', () => base().webp({ lossless: true }).toBuffer()],
  ['AVIF', () => base().avif({ quality: 90, chromaSubsampling: '4:4:4' }).toBuffer()],
  ['GIF', () => base().gif().toBuffer()],
  ['LZW TIFF', () => base().tiff({ compression: 'lzw' }).toBuffer()],
  ['Deflate TIFF in tiles', () => base().tiff({ compression: 'deflate', tile: true }).toBuffer()],
  ['JPEG in TIFF', () => base().tiff({ compression: 'jpeg', quality: 95 }).toBuffer()],
  ['CMYK TIFF', () => base().toColourspace('cmyk').tiff({ compression: 'lzw' }).toBuffer()],
]

it.each(KINDS)('reads a %s', async (_name, make) => {
  const bytes = await make()
  expect(await probeImage(saved(bytes))).toMatchObject({ width: 40, height: 20, problem: null, pages: 1 })
  const [red, , blue] = (await pixel(bytes, 4, 4)) as [number, number, number]
  expect(red).toBeGreaterThan(200)
  expect(blue).toBeLessThan(60)
  const [otherRed, , otherBlue] = (await pixel(bytes, 36, 16)) as [number, number, number]
  expect(otherRed).toBeLessThan(80)
  expect(otherBlue).toBeGreaterThan(100)
})

it('shows transparency as grey, and one bit as black and white', async () => {
  const clear = sharp({ create: { width: 4, height: 4, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0 } } })
  expect(await pixel(await clear.png().toBuffer(), 1, 1)).toEqual([128, 128, 128])
  const bits = await sharp(Buffer.from([0, 255]), { raw: { width: 2, height: 1, channels: 1 } })
    .png({ palette: true, colours: 2 })
    .toBuffer()
  expect([await pixel(bits, 0, 0), await pixel(bits, 1, 0)]).toEqual([
    [0, 0, 0],
    [255, 255, 255],
  ])
})

it('takes the first frame of an animation', async () => {
  const frames = Buffer.concat([Buffer.alloc(64 * 3, 255), Buffer.alloc(64 * 3, 0)])
  const raw = { width: 8, height: 16, channels: 3 as const, pageHeight: 8 }
  const bytes = await sharp(frames, { raw }).gif().toBuffer()
  expect((await sharp(bytes).metadata()).pages).toBe(2)
  expect(await probeImage(saved(bytes))).toMatchObject({ width: 8, height: 8, pages: 1 })
  expect(await pixel(bytes, 4, 4)).toEqual([255, 255, 255])
})

describe('scientific TIFFs', () => {
  const page = (...values: number[]) => ({ width: values.length, height: 1, values })
  const greys = async (bytes: Buffer, width: number) => {
    const pixels = await Promise.all(Array.from({ length: width }, (_, x) => pixel(bytes, x, 0)))
    return pixels.map(([grey]) => grey)
  }

  it.each([
    ['floats from 0 to 1', greyTiff({ ...page(0, 0.5, 0.8), values: Float32Array.of(0, 0.5, 0.8) }), [0, 128, 204]],
    ['floats of any range', greyTiff({ ...page(0, 0, 0), values: Float32Array.of(-300, 0, 700) }), [0, 77, 255]],
    ['32-bit integers', greyTiff({ ...page(0, 0, 0), values: Uint32Array.of(0, 50_000, 100_000) }), [0, 128, 255]],
    ['signed integers', greyTiff({ ...page(0, 0, 0), values: Int16Array.of(-1000, 0, 1000) }), [0, 128, 255]],
    ['signed bytes', greyTiff({ ...page(0, 0, 0), values: Int8Array.of(-100, 0, 100) }), [0, 128, 255]],
    [
      'floats below one on both sides',
      greyTiff({ ...page(0, 0, 0), values: Float32Array.of(-0.9, 0, 0.9) }),
      [0, 128, 255],
    ],
    ['floats a little above one', greyTiff({ ...page(0, 0, 0), values: Float32Array.of(0, 0.9, 1.8) }), [0, 128, 255]],
    [
      'wide integers to their end',
      greyTiff({ ...page(0, 0, 0), values: Uint32Array.of(0, 2 ** 31, 2 ** 32 - 1) }),
      [0, 128, 255],
    ],
    [
      'floats beside gaps',
      greyTiff({ ...page(0, 0, 0, 0), values: Float32Array.of(-300, NaN, 700, Infinity) }),
      [0, 0, 255, 255],
    ],
    ['12 bits in 16', greyTiff({ ...page(0, 0, 0), values: Uint16Array.of(0, 2048, 4095) }), [0, 128, 255]],
    ['16 bits', greyTiff({ ...page(0, 0, 0), values: Uint16Array.of(0, 32_768, 65_535) }), [0, 128, 255]],
    ['one value everywhere', greyTiff({ ...page(0, 0), values: Float32Array.of(7000, 7000) }), [0, 0]],
  ])('%s span black to white', async (_name, bytes, wanted) => {
    expect(await probeImage(saved(bytes, 'a.tif'))).toMatchObject({ kind: 'tiff', problem: null })
    const found = await greys(bytes, wanted.length)
    for (const [index, grey] of wanted.entries()) expect(Math.abs((found[index] ?? -99) - grey)).toBeLessThanOrEqual(1)
  })

  it.each([
    ['floats', Float32Array.of(0.2, 0.5, 0.8), [51, 128, 204]],
    ['floats of any range', Float32Array.of(-300, 0, 700), [0, 77, 255]],
    ['signed integers', Int16Array.of(-1000, 0, 3000), [0, 64, 255]],
  ])('%s in three channels are colours as they are written', async (_name, values, wanted) => {
    const bytes = greyTiff({ width: 1, height: 1, channels: 3, values })
    expect(await probeImage(saved(bytes, 'a.tif'))).toMatchObject({ kind: 'tiff', problem: null })
    const found = await pixel(bytes, 0, 0)
    for (const [index, colour] of wanted.entries()) expect(Math.abs(found[index]! - colour)).toBeLessThanOrEqual(1)
  })

  it('of doubles are read, and told apart from damaged ones when they are compressed', async () => {
    const bytes = greyTiff({ ...page(0, 0, 0, 0), values: Float64Array.of(-1, 0, 1, NaN) })
    expect(await probeImage(saved(bytes, 'a.tif'))).toMatchObject({ width: 4, height: 1, problem: null })
    expect(await greys(bytes, 4)).toEqual([0, 128, 255, 0])
    bytes.writeUInt16LE(8, bytes.indexOf(Buffer.from([3, 1, 3, 0])) + 8)
    const expected = { code: 'UNSUPPORTED', message: expect.stringContaining('a form that cannot be read') as string }
    await expect(probeImage(saved(bytes, 'a.tif'))).rejects.toMatchObject(expected)
  })

  it('counts pages, and reads the first', async () => {
    const bytes = greyTiff({ ...page(9, 9), values: Uint8Array.of(9, 9) }, { ...page(7), values: Uint8Array.of(7) })
    expect(await probeImage(saved(bytes, 'a.tif'))).toMatchObject({ width: 2, height: 1, pages: 2, problem: null })
    expect(await pixel(bytes, 0, 0)).toEqual([9, 9, 9])
  })
})

it('reads HEIC where the decoder is there, and says so where it is not', async () => {
  const facts = await probeImage(saved(Buffer.from(HEIC, 'base64'), 'phone.heic'))
  expect(facts).toMatchObject({ kind: 'heic', width: 64, height: 64 })
  if (facts.problem !== null) {
    expect(facts.problem).toBe('phone.heic is a HEIC picture, which cannot be read here.')
  }
})

describe('damaged JPEGs', () => {
  it('are noticed where the coded picture was overwritten', async () => {
    const whole = await noisyJpeg(640, 480)
    for (const progressive of [false, true]) {
      const bytes = progressive ? await sharp(whole).jpeg({ progressive }).toBuffer() : Buffer.from(whole)
      bytes.fill(0xa5, Math.floor(bytes.length / 2), Math.floor(bytes.length / 2) + 4000)
      bytes.write('\xff\xd9', Math.floor(bytes.length / 2), 'latin1')
      expect((await probeImage(saved(bytes))).problem).toMatch(/^picture\.jpg (is damaged|ends too early)/)
    }
  })

  it('are not those with a few stray bytes after the picture', async () => {
    const whole = await noisyJpeg()
    const stray = Buffer.concat([whole.subarray(0, -2), Buffer.alloc(12, 7), whole.subarray(-2)])
    expect((await probeImage(saved(stray))).problem).toBeNull()
    expect((await probeImage(saved(Buffer.concat([whole, Buffer.alloc(5000, 7)])))).problem).toBeNull()
  })
})
