import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { previewOf } from '../../../core/images/preview.ts'
import { probeImage } from '../../../core/images/probe.ts'
import { bitmap, noisyJpeg, picture, saved } from './pictures.ts'

type Colour = [red: number, green: number, blue: number]

async function fields(bytes: Uint8Array): Promise<Colour[]> {
  const { preview } = await probeImage(saved(bytes))
  if (preview === null) throw new Error('It has no preview.')
  const colours = Buffer.from(preview, 'base64')
  expect(colours).toHaveLength(48)
  return Array.from({ length: 16 }, (_, index) => [...colours.subarray(3 * index, 3 * index + 3)] as Colour)
}

/** The fields in which red is strongest: as columns and rows of four. */
const redOf = (colours: readonly Colour[]) =>
  colours
    .map(([red, , blue]) => (red > blue ? 'r' : '.'))
    .join('')
    .match(/..../g)

describe('the colours of a picture', () => {
  it.each([
    [1, ['rr..', 'rr..', '....', '....']],
    [2, ['..rr', '..rr', '....', '....']],
    [3, ['....', '....', '..rr', '..rr']],
    [4, ['....', '....', 'rr..', 'rr..']],
    [5, ['rr..', 'rr..', '....', '....']],
    [6, ['..rr', '..rr', '....', '....']],
    [7, ['....', '....', '..rr', '..rr']],
    [8, ['....', '....', 'rr..', 'rr..']],
  ])('are upright for orientation %i', async (orientation, red) => {
    for (const [width, height] of [
      [60, 40],
      [700, 500],
    ] as const) {
      expect(redOf(await fields(await picture(width, height).jpeg().withMetadata({ orientation }).toBuffer()))).toEqual(
        red,
      )
    }
  })

  it.each(['mirrored', 'turned'])('are those of the picture that the decoder shows upright (%s)', async (way) => {
    const pixels = Uint8Array.from({ length: 4 * 4 * 3 }, (_, index) => index)
    const decoded = (orientation: number) =>
      sharp(pixels, { raw: { width: 4, height: 4, channels: 3 } })
        .png()
        .withMetadata({ orientation })
        .toBuffer()
        .then((png) => sharp(png).autoOrient().raw().toBuffer())
    const ours = (orientation: number) =>
      Buffer.from(previewOf({ data: pixels, width: 4, height: 4, channels: 3 }, orientation), 'base64')
    const orientations = way === 'mirrored' ? [2, 4, 5, 7] : [1, 3, 6, 8]
    for (const one of orientations) expect(ours(one)).toEqual(await decoded(one))
  })

  it('are right for grey, 16-bit, palette and transparent pictures and those of a pixel', async () => {
    const grey = sharp({ create: { width: 20, height: 20, channels: 3, background: '#666666' } })
    expect((await fields(await grey.clone().toColourspace('b-w').jpeg().toBuffer()))[5]).toEqual([102, 102, 102])
    expect((await fields(await grey.clone().toColourspace('rgb16').png().toBuffer()))[5]).toEqual([102, 102, 102])
    expect((await fields(await grey.clone().png({ palette: true }).toBuffer()))[5]).toEqual([102, 102, 102])
    const clear = sharp({ create: { width: 9, height: 9, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0 } } })
    expect((await fields(await clear.png().toBuffer()))[15]).toEqual([128, 128, 128])
    expect(new Set((await fields(bitmap(1, 1, () => [9, 8, 7]))).map(String))).toEqual(new Set(['9,8,7']))
  })

  it('are not told of a picture that is not whole', async () => {
    const cut = (await noisyJpeg()).subarray(0, 4000)
    expect(await probeImage(saved(cut))).toMatchObject({
      preview: null,
      problem: expect.stringMatching(/ends too early/),
    })
  })
})
