/** Files that claim far more pixels than their bytes can mean, or that would have to be held whole in memory. */
import type { Metadata } from 'sharp'
import { StudioError } from '../api/errors.ts'
import type { ImageKind } from './fileKind.ts'

/** Two gigapixels: whole-slide scans and maps pass, files that only claim to be vast do not. */
export const MAX_PIXELS = 2 ** 31
/** What decoders hold whole in memory (about four bytes a pixel) may have fewer. */
const MAX_PIXELS_AT_ONCE = 2 ** 27
/** Below this the worst file is decoded in a second or two. */
const HARMLESS_PIXELS = 100_000_000
/** Photographs have up to about 20 pixels a byte; one colour everywhere packs hundreds into one. */
const MAX_PIXELS_A_BYTE = 150

/** Kinds whose pictures are decoded line by line; of the others, and of interlaced ones, all lines come at once. */
const BY_LINES: ReadonlySet<ImageKind> = new Set(['jpeg', 'png', 'tiff'])

/** @throws BROKEN_FILE for a picture of such a size. `bytes` is the size of its file. */
export function assertDecodable(
  { width, height, isProgressive }: Pick<Metadata, 'width' | 'height' | 'isProgressive'>,
  kind: ImageKind,
  bytes: number,
  name: string,
): void {
  const pixels = width * height
  const refused = (why: string, hint: string) =>
    new StudioError('BROKEN_FILE', `${name} says that it is ${width} x ${height} pixels: ${why}.`, hint, {
      name,
      bytes,
    })
  if (pixels > MAX_PIXELS) throw refused('more than can be used', 'Cut it into smaller pictures.')
  const atOnce = !BY_LINES.has(kind) || isProgressive === true
  if (atOnce && pixels > MAX_PIXELS_AT_ONCE) {
    throw refused('too many for its kind of file', 'Save it as a TIFF, or as a JPEG or PNG that is not interlaced.')
  }
  if (pixels > HARMLESS_PIXELS && pixels > bytes * MAX_PIXELS_A_BYTE) {
    throw refused(
      `more than ${bytes} bytes can hold`,
      'It may be made to fill the memory; get it again from its source.',
    )
  }
}
