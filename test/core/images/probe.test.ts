import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { imageKind } from '../../../core/images/fileKind.ts'
import { hashFile } from '../../../core/images/hash.ts'
import { bmpPixels } from '../../../core/images/bmp/pixels.ts'
import { probeImage } from '../../../core/images/probe.ts'
import { bitmap, noisyJpeg, picture, saved } from './pictures.ts'

it.each([1, 2, 3, 4, 5, 6, 7, 8])('gives the upright size for orientation %i', async (orientation) => {
  const bytes = await picture(60, 40).jpeg().withMetadata({ orientation }).toBuffer()
  const turned = orientation >= 5
  expect(await probeImage(saved(bytes))).toEqual({
    kind: 'jpeg',
    width: turned ? 40 : 60,
    height: turned ? 60 : 40,
    orientation,
    bytes: bytes.length,
    hash: createHash('sha256').update(bytes).digest('hex'),
    problem: null,
    pages: 1,
    preview: expect.stringMatching(/^[\w+/]{64}$/),
    fingerprint: expect.stringMatching(/^[\da-f]{32}$/),
  })
})

it.each(['png', 'webp', 'gif', 'tiff', 'avif'] as const)('knows %s by its content, not its name', async (format) => {
  const bytes = await picture(33, 21).toFormat(format).toBuffer()
  expect(await probeImage(saved(bytes, 'wrong name.jpg'))).toMatchObject({ kind: format, width: 33, height: 21 })
})

it.each([0.98, 0.5, 0.2])('finds that a JPEG cut to %d of its length is not whole', async (part) => {
  const whole = await noisyJpeg()
  const file = saved(whole.subarray(0, Math.floor(whole.length * part)))
  expect(await probeImage(file)).toMatchObject({ width: 320, height: 240 })
  expect((await probeImage(file)).problem).toMatch(/^picture\.jpg ends too early/)
})

it('finds that a PNG is not whole', async () => {
  const whole = await picture(200, 200).png().toBuffer()
  const facts = await probeImage(saved(whole.subarray(0, whole.length - 60), 'cut.png'))
  expect(facts.problem).toMatch(/^cut\.png /)
})

it('says what is wrong with what cannot be read at all', async () => {
  const jpeg = await noisyJpeg()
  await expect(probeImage(saved(jpeg.subarray(0, 60)))).rejects.toMatchObject({ code: 'BROKEN_FILE' })
  await expect(probeImage(saved(Buffer.alloc(0)))).rejects.toThrow('picture.jpg is an empty file.')
  await expect(probeImage(saved(Buffer.from('<html>no picture</html>')))).rejects.toMatchObject({ code: 'UNSUPPORTED' })
  const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic\0\0\0\0mif1heic')])
  await expect(probeImage(saved(heic))).rejects.toMatchObject({ code: 'BROKEN_FILE' })
  await expect(probeImage('/nowhere/picture.jpg')).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

it('does not take a drawing for a picture', async () => {
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
  expect(imageKind(svg)).toBeNull()
  await expect(probeImage(saved(svg, 'drawing.png'))).rejects.toMatchObject({ code: 'UNSUPPORTED' })
})

it('reads bitmaps, and says when they are cut', async () => {
  const bytes = bitmap(5, 3, (x, y) => [x * 50, y * 80, 7])
  expect(await probeImage(saved(bytes, 'a.bmp'))).toMatchObject({ kind: 'bmp', width: 5, height: 3, problem: null })
  const { pixels } = bmpPixels(bytes, 'a.bmp')
  expect([...pixels.subarray((2 * 5 + 4) * 3, (2 * 5 + 4) * 3 + 3)]).toEqual([200, 160, 7])
  await expect(probeImage(saved(bytes.subarray(0, 80), 'a.bmp'))).rejects.toMatchObject({ code: 'BROKEN_FILE' })
})

it('refuses a file that claims more pixels than can be used', async () => {
  const bytes = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
    .png()
    .toBuffer()
  // Width and height of the PNG's header, whose checksum libpng then finds wrong as well.
  bytes.writeUInt32BE(60_000, 16)
  bytes.writeUInt32BE(60_000, 20)
  await expect(probeImage(saved(bytes, 'vast.png'))).rejects.toMatchObject({ code: 'BROKEN_FILE' })
})

it('hashes a file in pieces like in one', async () => {
  const bytes = Buffer.alloc(3_000_000, 'focal')
  expect(await hashFile(saved(bytes))).toBe(createHash('sha256').update(bytes).digest('hex'))
})

const cars = path.resolve('../shared/data/aerialcars')
it.skipIf(!existsSync(cars))(
  'probes real drone photos, an MPO file among them (skipped: no ../shared/data)',
  async () => {
    const names = readdirSync(cars, { recursive: true, encoding: 'utf8' }).filter((name) => /\.jpe?g$/i.test(name))
    for (const name of names.slice(0, 12)) {
      const file = path.join(cars, name)
      const facts = await probeImage(file)
      expect(facts).toMatchObject({ kind: 'jpeg', problem: null, bytes: readFileSync(file).length })
      expect(Math.min(facts.width, facts.height)).toBeGreaterThan(100)
    }
  },
)
