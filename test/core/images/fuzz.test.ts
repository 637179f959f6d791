/** Damaged pictures are told in a sentence or shown as far as they go; nothing else is thrown, and nothing takes long. */
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { StudioError } from '../../../core/api/errors.ts'
import { isAnimated } from '../../../core/images/animation.ts'
import { imageKind } from '../../../core/images/fileKind.ts'
import { endsEarly, mainPicture } from '../../../core/images/heifItems.ts'
import { isShownJpeg } from '../../../core/images/jpegProcess.ts'
import { probeImage } from '../../../core/images/probe.ts'
import { renderPicture, thumbnail } from '../../../core/images/renditions.ts'
import { tiffPage, tiffPages } from '../../../core/images/tiff/pages.ts'
import { damaged } from '../dataset/damage.ts'
import { bitmap, HEIC, noisyJpeg, picture, saved } from './pictures.ts'
import { greyTiff } from './tiffs.ts'

/** Set FOCAL_FUZZ to try more. */
const MUTATIONS = Number(process.env['FOCAL_FUZZ'] ?? 8)
/** What decoders and readers look at first: every other mutation is there. */
const HEAD_BYTES = 160

const KINDS: Array<[string, () => Promise<Buffer>]> = [
  ['JPEG', () => noisyJpeg(64, 48)],
  ['turned JPEG', () => picture(64, 48).jpeg().withMetadata({ orientation: 6 }).toBuffer()],
  ['progressive JPEG', () => picture(64, 48).jpeg({ progressive: true }).toBuffer()],
  ['PNG', () => picture(64, 48).png().toBuffer()],
  ['WebP', () => picture(64, 48).webp().toBuffer()],
  ['GIF', () => picture(64, 48).gif().toBuffer()],
  ['AVIF', () => picture(64, 48).avif().toBuffer()],
  ['packed TIFF', () => picture(64, 48).tiff({ compression: 'lzw', tile: true }).toBuffer()],
  ['BMP', async () => bitmap(32, 24, (x, y) => [x * 7, y * 9, 50])],
  ['HEIC', async () => Buffer.from(HEIC, 'base64')],
  [
    'TIFF of pages and floats',
    async () => {
      const page = { width: 8, height: 8, values: Float32Array.from({ length: 64 }, (_, index) => index - 20) }
      return greyTiff(page, page, { ...page, values: Int16Array.from(page.values) })
    },
  ],
]

it.each(KINDS)('%s', async (_name, make) => {
  const whole = await make()
  for (let seed = 0; seed < MUTATIONS; seed++) {
    const head = damaged(whole.subarray(0, HEAD_BYTES), seed)
    const bytes = seed % 2 === 0 ? Buffer.from(damaged(whole, seed)) : Buffer.concat([head, whole.subarray(HEAD_BYTES)])
    const started = performance.now()
    await looks(bytes, seed)
    expect(performance.now() - started).toBeLessThan(10_000)
  }
})

async function looks(bytes: Buffer, seed: number): Promise<void> {
  const file = saved(bytes, 'a.tif')
  const kind = imageKind(bytes)
  const ways: Array<() => unknown> = [
    () => probeImage(file),
    () => renderPicture(bytes, 'a.tif', thumbnail(160)),
    async () => Promise.all((await tiffPages(file)).slice(0, 5).map((page) => tiffPage(file, page))),
    () => [mainPicture(bytes), endsEarly(bytes)],
    () => (kind === 'jpeg' ? isShownJpeg(file, 1) : kind !== null && isAnimated(file, kind)),
  ]
  for (const [index, way] of ways.entries()) {
    try {
      await way()
    } catch (error) {
      const isTold = error instanceof StudioError && error.code !== 'INTERNAL'
      expect(isTold, `way ${index} of seed ${seed}: ${String(error)}`).toBe(true)
    }
  }
}

it('a TIFF with a value of no known type and no length has its pages', async () => {
  const page = { width: 2, height: 1, values: Uint8Array.of(9, 7) }
  const bytes = greyTiff(page, page)
  // The last entry of the first directory.
  const directory = bytes.readUInt32LE(4)
  const last = directory + 2 + (bytes.readUInt16LE(directory) - 1) * 12
  bytes.writeUInt16LE(99, last + 2)
  bytes.writeUInt32LE(0, last + 4)
  const file = saved(bytes, 'a.tif')
  expect(await tiffPages(file)).toEqual([1, 2])
  expect(await sharp(await tiffPage(file, 1)).metadata()).toMatchObject({ width: 2, height: 1 })
})

it('a TIFF whose entries all claim the same large part of it is read in little memory', async () => {
  const [entries, large] = [1000, 16 * 1024 * 1024]
  const start = 8 + 2 + entries * 12 + 4
  const bytes = Buffer.alloc(start + large)
  bytes.write('II*\0', 'latin1')
  bytes.writeUInt32LE(8, 4)
  bytes.writeUInt16LE(entries, 8)
  for (let index = 0; index < entries; index++) {
    const at = 10 + index * 12
    bytes.writeUInt16LE(40_000 + index, at)
    bytes.writeUInt16LE(1, at + 2)
    bytes.writeUInt32LE(large, at + 4)
    bytes.writeUInt32LE(start, at + 8)
  }
  const file = saved(bytes, 'a.tif')
  const before = process.memoryUsage().arrayBuffers
  let most = 0
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().arrayBuffers - before)), 5)
  expect(await tiffPages(file)).toEqual([1])
  await tiffPage(file, 1).catch(() => null)
  clearInterval(watch)
  expect(most).toBeLessThan(40 * large)
})
