import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { bands, distance } from '../../../core/dataset/nearDuplicates/fingerprint.ts'
import { fileFingerprint } from '../../../core/images/fingerprint.ts'
import { probeImage } from '../../../core/images/probe.ts'
import { saved } from './pictures.ts'

/** Discs of several greys, nothing of it symmetrical. */
function discs(width: number, height: number) {
  const circles = Array.from({ length: 30 }, (_, index) => {
    const [x, y] = [((index * 37) % 101) / 101, ((index * 61) % 97) / 97]
    return `<circle cx="${x * width}" cy="${y * height}" r="${width / 9}" fill="hsl(0 0% ${(index * 29) % 100}%)"/>`
  })
  return sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="${width}" height="${height}" fill="#777"/>${circles.join('')}</svg>`,
    ),
  )
}

const bitsApart = (one: string | null, other: string | null) => distance(bands(one ?? ''), bands(other ?? ''))

describe('the fingerprint that an import takes', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('is the one that is made on demand, for orientation %i', async (orientation) => {
    for (const [width, height] of [
      [160, 120],
      [1200, 500],
    ] as const) {
      const file = saved(await discs(width, height).jpeg().withMetadata({ orientation }).toBuffer())
      const { fingerprint } = await probeImage(file)
      expect(bitsApart(fingerprint, await fileFingerprint(file, 'a.jpg'))).toBeLessThanOrEqual(2)
    }
  })

  it('is that of the same picture at another size and of another kind', async () => {
    const pictures = [
      discs(1600, 1200).jpeg({ quality: 90 }),
      discs(1600, 1200).png(),
      discs(300, 225).webp({ quality: 60 }),
    ]
    const [first, ...others] = await Promise.all(
      pictures.map(async (picture) => (await probeImage(saved(await picture.toBuffer()))).fingerprint),
    )
    for (const other of others) expect(bitsApart(first ?? null, other)).toBeLessThanOrEqual(6)
    const turned = await probeImage(saved(await discs(1600, 1200).rotate(90).jpeg().toBuffer()))
    expect(bitsApart(first ?? null, turned.fingerprint)).toBeGreaterThan(24)
  })
})
