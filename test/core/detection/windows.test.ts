/** Windows cut from scaled images equal the same part of the whole, and boxes move with them. */
import { mkdtemp } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { assert, integer, property } from 'fast-check'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { ImageReader } from '../../../core/detection/imageReader.ts'
import { paddingGrey, toNetBox, wholeWindow } from '../../../core/detection/letterbox.ts'
import { cutInput, type ScaledImage } from '../../../core/detection/preprocess.ts'

/** Every pixel says where it is. */
function numbered(width: number, height: number): ScaledImage {
  const pixels = new Uint8Array(width * height * 3)
  for (let at = 0; at < width * height; at++) pixels.set([at % width, Math.floor(at / width), 7], at * 3)
  return { pixels, scaled: { width, height }, full: { width, height } }
}

it('cuts what lies under the window and shows grey beyond the image', () => {
  const side = integer({ min: 1, max: 40 })
  const place = integer({ min: -50, max: 50 })
  assert(
    property(side, side, place, place, (width, height, left, top) => {
      const input = { width: 16, height: 12 }
      const { pixels } = cutInput(numbered(width, height), { scale: 1, left, top }, input)
      for (let row = 0; row < input.height; row++) {
        for (let column = 0; column < input.width; column++) {
          const [x, y] = [column + left, row + top]
          const inside = x >= 0 && y >= 0 && x < width && y < height
          const expected = inside ? [x, y, 7] : [paddingGrey, paddingGrey, paddingGrey]
          const at = (row * input.width + column) * 3
          if (expected.some((value, channel) => pixels[at + channel] !== value)) return false
        }
      }
      return true
    }),
  )
})

it('reads the same pixels through a tile as through the whole image at its scale', async () => {
  const file = path.join(await mkdtemp(path.join(os.tmpdir(), 'focal-windows-')), 'image.png')
  const noise = Uint8Array.from({ length: 90 * 70 * 3 }, (_, at) => (at * 7919) % 251)
  await sharp(noise, { raw: { width: 90, height: 70, channels: 3 } })
    .png()
    .toFile(file)
  const scale = 0.6
  const whole = await new ImageReader({ width: 64, height: 64 }).read({ file, window: { scale, left: 0, top: 0 } })
  const window = { scale, left: 20, top: 9 }
  const tile = await new ImageReader({ width: 32, height: 32 }).read({ file, window })
  for (let row = 0; row < 32; row++) {
    const from = ((row + 9) * 64 + 20) * 3
    expect(tile.pixels.subarray(row * 96, row * 96 + 96)).toEqual(whole.pixels.subarray(from, from + 96))
  }
  expect(tile).toMatchObject({ width: 90, height: 70, window })
  expect(toNetBox({ x1: 50, y1: 20, x2: 60, y2: 30 }, window)).toEqual({ x1: 10, y1: 3, x2: 16, y2: 9 })
})

it('fits the whole image into the window at the top left', () => {
  expect(wholeWindow({ width: 400, height: 200 }, { width: 100, height: 100 })).toEqual({
    scale: 0.25,
    left: 0,
    top: 0,
  })
})

it('decodes an image once for all its windows, and again when memory is short', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'focal-windows-'))
  const file = path.join(folder, 'image.png')
  const paint = (name: string, value: number) =>
    sharp({ create: { width: 40, height: 40, channels: 3, background: { r: value, g: value, b: value } } })
      .png()
      .toFile(path.join(folder, name))
  const look = async (reader: ImageReader, left: number, of = file) =>
    (await reader.read({ file: of, window: { scale: 1, left, top: 0 } })).pixels[0]
  await paint('image.png', 10)
  await paint('other.png', 50)
  const [roomy, tight] = [new ImageReader({ width: 8, height: 8 }), new ImageReader({ width: 8, height: 8 }, 5000)]
  for (const reader of [roomy, tight]) expect(await look(reader, 0)).toBe(10)
  // What is on the disk now is seen only by a reader that has to read again.
  await paint('image.png', 90)
  for (const reader of [roomy, tight]) expect(await look(reader, 16, path.join(folder, 'other.png'))).toBe(50)
  expect(await look(roomy, 16)).toBe(10)
  expect(await look(tight, 16)).toBe(90)
})
