/** Rotation tags that browsers and the engine's decoder read differently (Chromium takes only a plain one). */
import { expect, it } from 'vitest'
import { isShownJpeg } from '../../../core/images/jpegProcess.ts'
import { probeImage } from '../../../core/images/probe.ts'
import { picture, saved } from './pictures.ts'

interface Tag {
  type?: number
  count?: number
  value?: number
  head?: string
}

/** An EXIF segment with one tag, the orientation; little-endian. */
function exif({ type = 3, count = 1, value = 6, head = 'Exif\0\0' }: Tag): Buffer {
  const tiff = Buffer.alloc(26)
  tiff.write('II*\0', 'latin1')
  tiff.writeUInt32LE(8, 4)
  tiff.writeUInt16LE(1, 8)
  tiff.writeUInt16LE(0x0112, 10)
  tiff.writeUInt16LE(type, 12)
  tiff.writeUInt32LE(count, 14)
  tiff.writeUInt32LE(value, 18)
  const body = Buffer.concat([Buffer.from(head, 'latin1'), tiff])
  return Buffer.concat([Buffer.from([0xff, 0xe1, 0, body.length + 2]), body])
}

async function photo(...segments: Buffer[]): Promise<string> {
  const bytes = await picture(60, 40).jpeg().toBuffer()
  return saved(Buffer.concat([bytes.subarray(0, 2), ...segments, bytes.subarray(2)]))
}

it.each<[string, Tag[], boolean]>([
  ['no tag', [], true],
  ['a plain tag', [{}], true],
  ['a plain tag of 1', [{ value: 1 }], true],
  ['a tag outside 1 to 8', [{ value: 9 }], true],
  ['a 32-bit tag', [{ type: 4 }], false],
  ['a tag of a byte', [{ type: 1 }], false],
  ['a signed tag', [{ type: 8 }], false],
  ['a tag of two values', [{ count: 2 }], false],
  ['two EXIF segments', [{}, { value: 1 }], false],
  ['an odd EXIF head', [{ head: 'Exif\0\xff' }], false],
])('%s: shown as it is only where everybody turns it alike', async (_name, tags, asIs) => {
  const file = await photo(...tags.map(exif))
  const { orientation } = await probeImage(file)
  expect(await isShownJpeg(file, orientation)).toBe(asIs)
})

it('a directory that reaches beyond its segment is odd', async () => {
  const segment = exif({})
  segment.writeUInt16LE(500, 18)
  expect(await isShownJpeg(await photo(segment), 6)).toBe(false)
})
