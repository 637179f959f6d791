/** Pages of TIFF files, told and taken out by us, against the pixels that libvips decodes of the whole file. */
import { writeFileSync } from 'node:fs'
import sharp, { type TiffOptions } from 'sharp'
import { describe, expect, it } from 'vitest'
import { fileNameOfPath, nameOfPath, pagePath, splitPagePath } from '../../../core/images/pages.ts'
import { probeImage } from '../../../core/images/probe.ts'
import { readImage } from '../../../core/images/read.ts'
import { tiffPages } from '../../../core/images/tiff/pages.ts'
import { picture, saved } from './pictures.ts'
import { greyTiff } from './tiffs.ts'

/** Three pages of 24 x 16 pixels with different pictures. */
async function stack(options: TiffOptions, channels: 1 | 3 = 3): Promise<Buffer> {
  const pixels = Buffer.from(Array.from({ length: 24 * 48 * channels }, (_, at) => (at * 7 + (at >> 6) * 31) & 255))
  const raw = { width: 24, height: 48, channels, pageHeight: 16 }
  return sharp(pixels, { raw }).tiff(options).toBuffer()
}

const pixelsOf = (bytes: Buffer, page = 0) => sharp(bytes, { page }).raw({ depth: 'double' }).toBuffer()

describe('pages', () => {
  it.each<[string, TiffOptions]>([
    ['plain', { compression: 'none' }],
    ['LZW', { compression: 'lzw', predictor: 'horizontal' }],
    ['Deflate in tiles', { compression: 'deflate', tile: true, tileWidth: 16, tileHeight: 16 }],
    ['JPEG', { compression: 'jpeg', quality: 90 }],
    ['BigTIFF', { compression: 'lzw', bigtiff: true }],
  ])('of %s files have the pixels that they have in the stack', async (_name, options) => {
    const bytes = await stack(options)
    expect((await sharp(bytes).metadata()).pages).toBe(3)
    const file = saved(bytes, 'stack.tif')
    expect(await tiffPages(file)).toEqual([1, 2, 3])
    for (const page of [1, 2, 3]) {
      const alone = await readImage(pagePath(file, page))
      expect((await sharp(alone).metadata()).pages ?? 1).toBe(1)
      expect(alone.length).toBeLessThan(bytes.length)
      expect((await pixelsOf(alone)).equals(await pixelsOf(bytes, page - 1))).toBe(true)
    }
  })

  it('of any depth and size keep them', async () => {
    const floats = { width: 3, height: 1, values: Float32Array.of(-1.5, 0, 1e6) }
    const words = { width: 1, height: 2, values: Uint16Array.of(7, 65_535) }
    const file = saved(greyTiff(floats, words), 'stack.tiff')
    expect(await probeImage(pagePath(file, 1))).toMatchObject({ width: 3, height: 1, problem: null })
    expect(await probeImage(pagePath(file, 2))).toMatchObject({ width: 1, height: 2, problem: null })
    const decoded = await sharp(await readImage(pagePath(file, 1)))
      .raw({ depth: 'float' })
      .toBuffer()
    expect(decoded.readFloatLE(2 * 3 * 4)).toBe(1e6)
  })

  it('of big-endian files are read', async () => {
    const file = saved(bigEndian(5, 9), 'stack.tif')
    expect(await tiffPages(file)).toEqual([1, 2])
    const [one, two] = [await readImage(pagePath(file, 1)), await readImage(pagePath(file, 2))]
    expect([...(await sharp(one).raw().toBuffer())]).toEqual([5, 5, 5])
    expect([...(await sharp(two).raw().toBuffer())]).toEqual([9, 9, 9])
  })

  it('that are smaller versions of another are no pictures of their own', async () => {
    const pyramid = await picture(600, 400)
      .tiff({ pyramid: true, tile: true, tileWidth: 64, tileHeight: 64 })
      .toBuffer()
    expect((await sharp(pyramid).metadata()).pages).toBeGreaterThan(1)
    expect(await tiffPages(saved(pyramid, 'map.tif'))).toEqual([1])
  })

  it('have a hash each, the same wherever they lie', async () => {
    const page = (value: number) => ({ width: 2, height: 1, values: Uint8Array.of(value, value) })
    const stacked = saved(greyTiff(page(1), page(2)), 'stack.tif')
    const other = saved(greyTiff(page(9), page(2), page(3)), 'other.tif')
    const hash = async (file: string, number: number) => (await probeImage(pagePath(file, number))).hash
    expect(await hash(stacked, 2)).toBe(await hash(other, 2))
    expect(await hash(stacked, 1)).not.toBe(await hash(other, 1))
  })
})

describe('files that lie', () => {
  const page = { width: 1, height: 1, values: Uint8Array.of(3) }

  it('about the next page do not run in circles', async () => {
    const bytes = greyTiff(page)
    const directory = bytes.readUInt32LE(4)
    bytes.writeUInt32LE(directory, bytes.length - 4)
    expect(await tiffPages(saved(bytes, 'circle.tif'))).toEqual([1])
    bytes.writeUInt32LE(4_000_000_000, bytes.length - 4)
    expect(await tiffPages(saved(bytes, 'beyond.tif'))).toEqual([1])
  })

  it('about their kind have no pages', async () => {
    expect(await tiffPages(saved(await picture(4, 4).jpeg().toBuffer(), 'photo.tif'))).toEqual([])
    expect(await tiffPages(saved(Buffer.from('II'), 'short.tif'))).toEqual([])
  })

  it('about a page are told, also when they were replaced', async () => {
    const file = saved(greyTiff(page, page), 'stack.tif')
    expect(await tiffPages(file)).toEqual([1, 2])
    writeFileSync(file, greyTiff(page))
    const expected = { code: 'BROKEN_FILE', message: 'stack.tif has no page 2.' }
    await expect(readImage(pagePath(file, 2))).rejects.toMatchObject(expected)
  })

  it('in every byte give pictures or reasons, within bounds', async () => {
    const bytes = greyTiff(page, { ...page, values: Uint8Array.of(4) })
    for (let at = 0; at < bytes.length; at++) {
      for (const value of [0, 255, 128]) {
        const damaged = Buffer.from(bytes)
        damaged[at] = value
        const file = saved(damaged, 'damaged.tif')
        for (const number of await tiffPages(file)) {
          const read = await readImage(pagePath(file, number)).catch((error: unknown) => error)
          if (Buffer.isBuffer(read)) expect(read.length).toBeLessThan(10_000)
          else expect(read).toMatchObject({ code: 'BROKEN_FILE' })
        }
      }
    }
  })
})

it('paths of pages are told from those of files', () => {
  expect(splitPagePath('a/b.tif#page=12')).toEqual({ file: 'a/b.tif', page: 12 })
  expect(splitPagePath('a/b.jpg#page=12')).toEqual({ file: 'a/b.jpg#page=12', page: null })
  expect(splitPagePath('a/b.tif#page=0').page).toBeNull()
  expect(nameOfPath('a/b.TIFF#page=3')).toBe('b.TIFF, page 3')
  expect(fileNameOfPath('a/b.TIFF#page=3')).toBe('b_page3.TIFF')
  expect(nameOfPath('a/b.jpg')).toBe('b.jpg')
})

/** Two pages of one grey pixel each, most significant bytes first. */
function bigEndian(first: number, second: number): Buffer {
  const tags: Array<[number, number]> = [
    [256, 1],
    [257, 1],
    [258, 8],
    [259, 1],
    [262, 1],
    [273, 0],
    [277, 1],
    [278, 1],
    [279, 1],
  ]
  const pageBytes = 2 + tags.length * 12 + 4
  const bytes = Buffer.alloc(10 + 2 * pageBytes)
  bytes.write('MM\0*', 'latin1')
  bytes.writeUInt32BE(10, 4)
  bytes[8] = first
  bytes[9] = second
  for (const [index, start] of [10, 10 + pageBytes].entries()) {
    bytes.writeUInt16BE(tags.length, start)
    for (const [row, [tag, value]] of tags.entries()) {
      const at = start + 2 + row * 12
      bytes.writeUInt16BE(tag, at)
      bytes.writeUInt16BE(4, at + 2)
      bytes.writeUInt32BE(1, at + 4)
      bytes.writeUInt32BE(tag === 273 ? 8 + index : value, at + 8)
    }
    bytes.writeUInt32BE(index === 0 ? start + pageBytes : 0, start + pageBytes - 4)
  }
  return bytes
}
