/**
 * Pictures as other programs write them (test/oracles/images/kinds.py makes them): each is seen as it is, by the
 * network, as a thumbnail and in its size, or refused with a sentence; never a wrong picture.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import sharp, { type Sharp } from 'sharp'
import { expect, it } from 'vitest'
import { StudioError } from '../../../core/api/errors.ts'
import { convertHeic, findHeicConverter } from '../../../core/images/heic.ts'
import { isShownJpeg } from '../../../core/images/jpegProcess.ts'
import { openImage } from '../../../core/images/open.ts'
import { probeImage } from '../../../core/images/probe.ts'
import { renderPicture, thumbnail } from '../../../core/images/renditions.ts'
import { saved } from './pictures.ts'

interface Kind {
  name: string
  see?: keyof typeof EXPECTED
  refused?: string
  bytes: string
}

type Colour = [red: number, green: number, blue: number]
const [RED, BLUE, GREEN]: [Colour, Colour, Colour] = [
  [230, 20, 30],
  [25, 35, 220],
  [20, 210, 40],
]
const grey = (value: number): Colour => [value, value, value]
/** Upright size, and what is at the top left, top right, bottom left and bottom right. */
const EXPECTED = {
  colours: { size: [24, 16], corners: [RED, BLUE, BLUE, GREEN] },
  turned: { size: [16, 24], corners: [BLUE, RED, GREEN, BLUE] },
  grey: { size: [24, 16], corners: [grey(84), grey(53), grey(53), grey(134)] },
  mono: { size: [24, 16], corners: [grey(255), grey(0), grey(0), grey(255)] },
  /** Colours of inks are duller. */
  inks: { size: [24, 16], corners: [RED, [52, 47, 120], [52, 47, 120], [0, 131, 74]] },
  corner: { size: [24, 16], corners: [RED, grey(0), grey(0), grey(0)] },
} as const
/** Lossy compression, and inks instead of lights. */
const TOLERANCE = 40

const file = path.join(import.meta.dirname, '../../oracles/images/kinds.json.gz')
const kinds = JSON.parse(gunzipSync(readFileSync(file)).toString()) as Kind[]

async function look(image: Sharp) {
  const { data, info } = await image
    .toColourspace('srgb')
    .flatten({ background: '#808080' })
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  const [right, bottom] = [info.width - 3, info.height - 3]
  const corners = [
    [2, 2],
    [right, 2],
    [2, bottom],
    [right, bottom],
  ] as const
  expect(info.channels).toBe(3)
  const at = (x: number, y: number) => [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)]
  return { size: [info.width, info.height], corners: corners.map(([x, y]) => at(x, y)) }
}

function expectSeen(found: Awaited<ReturnType<typeof look>>, see: keyof typeof EXPECTED): void {
  const { size, corners } = EXPECTED[see]
  expect(found.size).toEqual(size)
  for (const [corner, colour] of corners.entries()) {
    const apart = colour.map((value, channel) => Math.abs(value - (found.corners[corner]?.[channel] ?? NaN)))
    expect(Math.max(...apart), `corner ${corner}: ${found.corners[corner]?.join()}`).toBeLessThan(TOLERANCE)
  }
}

const heic = await findHeicConverter()

it.each(kinds.filter(({ name }) => !name.endsWith('.heic')))('$name', async ({ name, see, refused, bytes }) => {
  const content = Buffer.from(bytes, 'base64')
  const probed = await probeImage(saved(content, name)).catch((error: unknown) => error as StudioError)
  if (probed instanceof StudioError) expect(probed.code).toBe('UNSUPPORTED')
  const said = probed instanceof StudioError ? probed.message : probed.problem
  if (refused !== undefined) {
    expect(said).toMatch(new RegExp(`^${name} .*${refused}.*, which cannot be read here\\.$`))
    return
  }
  expect(said).toBeNull()
  if (probed instanceof StudioError || see === undefined) return
  expect([probed.width, probed.height]).toEqual(EXPECTED[see].size)
  expectSeen(await look((await openImage(content, name)).autoOrient()), see)
  expectSeen(await look(sharp(await renderPicture(content, name, thumbnail(160)))), see)
})

it.skipIf(heic === null)('the main one of several HEIC pictures (skipped without heif-convert)', async () => {
  const { name, bytes } = kinds.find((kind) => kind.name.endsWith('.heic'))!
  const from = saved(Buffer.from(bytes, 'base64'), name)
  await convertHeic(heic!, from, `${from}.jpg`)
  expectSeen(await look(sharp(`${from}.jpg`)), 'colours')
})

it('shows browsers no JPEG that they cannot decode', async () => {
  const shown = kinds
    .filter(({ name }) => /\.(jpg|mpo)$/.test(name))
    .map(async ({ name, bytes }) => [name, await isShownJpeg(saved(Buffer.from(bytes, 'base64'), name), 1)])
  expect(Object.fromEntries(await Promise.all(shown))).toEqual({
    // Refused before anybody looks at it.
    '12-bit.jpg': true,
    'lossless.jpg': false,
    'arithmetic.jpg': false,
    'size-in-exif.jpg': true,
    'cmyk-adobe.jpg': true,
    'two-pictures.mpo': true,
  })
})
