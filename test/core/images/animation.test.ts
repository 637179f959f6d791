import sharp from 'sharp'
import { expect, it } from 'vitest'
import { isAnimated } from '../../../core/images/animation.ts'
import { fileImageKind } from '../../../core/images/fileKind.ts'
import { openImage } from '../../../core/images/open.ts'
import { probeImage } from '../../../core/images/probe.ts'
import { picture, saved } from './pictures.ts'

/** A still AVIF under the brand of sequences, as libavif writes animations. */
async function avifSequence(): Promise<Buffer> {
  const bytes = await picture(40, 20).avif({ quality: 90 }).toBuffer()
  bytes.write('avis', 8, 'latin1')
  return bytes
}

/** Two frames, white and black. */
async function moving(form: 'gif' | 'webp'): Promise<Buffer> {
  const frames = Buffer.concat([Buffer.alloc(64 * 3, 255), Buffer.alloc(64 * 3, 0)])
  const raw = { width: 8, height: 16, channels: 3 as const, pageHeight: 8 }
  return sharp(frames, { raw }).toFormat(form).toBuffer()
}

/** A PNG with the chunk that announces an animation. */
async function movingPng(): Promise<Buffer> {
  const bytes = await picture(8, 8).png().toBuffer()
  const chunk = Buffer.alloc(20)
  chunk.writeUInt32BE(8)
  chunk.write('acTL', 4, 'latin1')
  const start = bytes.indexOf('IDAT') - 4
  return Buffer.concat([bytes.subarray(0, start), chunk, bytes.subarray(start)])
}

it.each<[string, () => Promise<Buffer>, boolean]>([
  ['an animated GIF', () => moving('gif'), true],
  ['an animated WebP', () => moving('webp'), true],
  ['an animated PNG', movingPng, true],
  ['a sequence of AVIF', avifSequence, true],
  ['a GIF', () => picture(8, 8).gif().toBuffer(), false],
  ['a WebP', () => picture(8, 8).webp().toBuffer(), false],
  ['a PNG', () => picture(8, 8).png().toBuffer(), false],
  ['an AVIF', () => picture(8, 8).avif().toBuffer(), false],
  ['a JPEG', () => picture(8, 8).jpeg().toBuffer(), false],
])('%s', async (_name, make, expected) => {
  const file = saved(await make())
  expect(await isAnimated(file, (await fileImageKind(file))!)).toBe(expected)
})

it('a sequence of AVIF is read as its first picture', async () => {
  const bytes = await avifSequence()
  expect(await probeImage(saved(bytes, 'a.avif'))).toMatchObject({ kind: 'avif', width: 40, height: 20, problem: null })
  const { channels } = await (await openImage(bytes, 'a.avif')).stats()
  expect(channels[0]?.max).toBeGreaterThan(200)
})
