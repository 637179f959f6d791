import { readdirSync, unlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import type { RenditionSource } from '../../../core/images/renditions.ts'
import { TILE_SIDE, tileBytes } from '../../../core/images/tiles.ts'
import { temporaryFolder } from '../project/temporaryProject.ts'

let hashes = 0

function source(bytes: Uint8Array, folder = temporaryFolder()): RenditionSource {
  const file = path.join(folder, `${hashes}.png`)
  writeFileSync(file, bytes)
  const cacheFolder = path.join(folder, 'cache', 'thumbnails')
  return { file, name: path.basename(file), hash: `hash${process.pid}-${hashes++}`, cacheFolder }
}

/** Every pixel tells its place: red across, green down, in steps of 32. */
function graded(width: number, height: number) {
  const pixels = Buffer.alloc(width * height * 3)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      pixels[(y * width + x) * 3] = (x >> 5) % 256
      pixels[(y * width + x) * 3 + 1] = (y >> 5) % 256
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
}

async function pixelsOf(bytes: Buffer) {
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  return {
    size: [info.width, info.height],
    at: (x: number, y: number) => [data[(y * info.width + x) * 3], data[(y * info.width + x) * 3 + 1]],
  }
}

it('cuts a picture into squares that lie where they say, smaller ones at the border, and keeps them', async () => {
  const one = source(await graded(2500, 1100).png().toBuffer())
  const [column, row] = [2, 1]
  const tile = await pixelsOf(await tileBytes(one, column, row))
  expect(tile.size).toEqual([2500 - 2 * TILE_SIDE, 1100 - TILE_SIDE])
  const [red = 0, green = 0] = tile.at(300, 20)
  expect(Math.abs(red - ((2 * TILE_SIDE + 300) >> 5))).toBeLessThanOrEqual(1)
  expect(Math.abs(green - ((TILE_SIDE + 20) >> 5))).toBeLessThanOrEqual(1)
  unlinkSync(one.file)
  const whole = await pixelsOf(await tileBytes(one, 0, 0))
  expect(whole.size).toEqual([TILE_SIDE, TILE_SIDE])
  await expect(tileBytes(one, 3, 0)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

it('cuts the upright picture', async () => {
  const turned = source(await graded(1500, 1100).withMetadata({ orientation: 6 }).png().toBuffer())
  const tile = await pixelsOf(await tileBytes(turned, 1, 1))
  expect(tile.size).toEqual([1100 - TILE_SIDE, 1500 - TILE_SIDE])
  // Upright x = 1099 - stored y, upright y = stored x.
  const [red = 0, green = 0] = tile.at(10, 20)
  expect(Math.abs(red - ((TILE_SIDE + 20) >> 5))).toBeLessThanOrEqual(1)
  expect(Math.abs(green - ((1099 - TILE_SIDE - 10) >> 5))).toBeLessThanOrEqual(1)
})

it('keeps the tiles of the pictures that were looked at last, and leaves nothing beside them', async () => {
  const folder = temporaryFolder()
  const bytes = await graded(64, 64).png().toBuffer()
  const sources = Array.from({ length: 10 }, () => source(bytes, folder))
  for (const one of sources) await Promise.all([tileBytes(one, 0, 0), tileBytes(one, 0, 0)])
  const kept = readdirSync(path.join(folder, 'cache', 'tiles'))
  expect(kept.toSorted()).toEqual(
    sources
      .slice(-8)
      .map(({ hash }) => hash)
      .toSorted(),
  )
})

it('says when there is no picture', async () => {
  const gone = source(await graded(64, 64).png().toBuffer())
  unlinkSync(gone.file)
  await expect(tileBytes(gone, 0, 0)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(tileBytes(source(Buffer.from('no picture')), 0, 0)).rejects.toMatchObject({ code: 'UNSUPPORTED' })
})
