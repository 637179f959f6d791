/** Files that claim more pixels than their bytes can mean, or that would have to be held whole in memory. */
import type { Metadata } from 'sharp'
import { StudioError } from '../api/errors.ts'
import type { ImageKind } from './fileKind.ts'

/** Two gigapixels: whole-slide scans and maps pass, files that only claim to be vast do not. */
export const MAX_PIXELS = 2 ** 31
/** What decoders hold whole in memory (about four bytes a pixel) may have fewer. */
const MAX_PIXELS_AT_ONCE = 2 ** 27
/** Below this the worst file is decoded in a second or two. */
const HARMLESS_PIXELS = 100_000_000
/** Deflate's best: one bit for a length of 258 bytes, and one for how far back they are (RFC 1951). */
const DEFLATED_BYTES_A_BYTE = 1032
/** LZW's best: a table of 4,094 codes of 9 to 12 bits, of which each stands for one byte more than the one before. */
const LZW_BYTES_A_BYTE = 1361
/** Pixels of a block of a JPEG, of which at least one component has one for each 8 x 8 pixels. */
const BLOCK_PIXELS = 64

/** Kinds whose pictures are decoded line by line; of the others, and of interlaced ones, all lines come at once. */
const BY_LINES: ReadonlySet<ImageKind> = new Set(['jpeg', 'png', 'tiff'])

type PixelFacts = Pick<Metadata, 'width' | 'height'> &
  Partial<Pick<Metadata, 'isProgressive' | 'bitsPerSample' | 'channels' | 'isPalette'>>

/** @throws BROKEN_FILE for a picture of such a size. `bytes` is the size of its file. */
export function assertDecodable(metadata: PixelFacts, kind: ImageKind, bytes: number, name: string): void {
  const { width, height, isProgressive } = metadata
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
  if (pixels > HARMLESS_PIXELS && pixels > mostPixels(metadata, kind, bytes)) {
    throw refused(
      `more than ${bytes} bytes can hold`,
      'It may be made to fill the memory; get it again from its source.',
    )
  }
}

/**
 * The most pixels that so many bytes can stand for in a file of a kind, when everything has one colour:
 *
 * - JPEG: a block takes a code for its mean and one for "nothing else", of a bit each: 256 pixels a byte (with colours at
 *   half the resolution, as usual, 171). Progressive ones say "nothing else" once for thousands of blocks: 512.
 * - PNG: what deflate can make of a byte, in pixels of as many bits as the file has: 344 with three colours, 1,032 with
 *   a palette, 8,256 in black and white.
 * - TIFF: the same with LZW, which packs more. Pages in black and white are packed as faxes are, with a bit for a row that
 *   is like the one above.
 * - The others, which are decoded at once, have no such limit: in WebP one colour takes no bits at all, in AVIF nearly
 *   none, and GIF packs up to 2,730 pixels into a byte. How many pixels they may have is limited above.
 */
function mostPixels(metadata: PixelFacts, kind: ImageKind, bytes: number): number {
  const { width, isProgressive, isPalette, bitsPerSample = 8, channels = 3 } = metadata
  const bits = bitsPerSample * (isPalette === true ? 1 : channels)
  switch (kind) {
    case 'jpeg':
      return ((8 * bytes) / (isProgressive === true ? 1 : 2)) * BLOCK_PIXELS
    case 'png':
      return (8 * DEFLATED_BYTES_A_BYTE * bytes) / bits
    case 'tiff':
      return bits === 1 ? 8 * bytes * width : (8 * LZW_BYTES_A_BYTE * bytes) / bits
    default:
      return Number.POSITIVE_INFINITY
  }
}
