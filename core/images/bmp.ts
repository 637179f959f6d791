/** Windows bitmaps, which libvips does not read: uncompressed ones with 1, 4, 8, 24 or 32 bits a pixel. */
import { StudioError } from '../api/errors.ts'

export interface RawPixels {
  /** RGB, row by row from the top: width x height x 3. */
  pixels: Uint8Array
  width: number
  height: number
  channels: 3
}

const COMPRESSION_NONE = 0
const COMPRESSION_BITFIELDS = 3
/** Bitmaps are held whole in memory. */
const MAX_PIXELS = 2 ** 28

/** Decodes a bitmap file. @throws BROKEN_FILE when it ends early or makes no sense, UNSUPPORTED for rare kinds. */
export function bmpPixels(bytes: Buffer, name: string): RawPixels {
  const broken = (why: string) =>
    new StudioError('BROKEN_FILE', `${name} is a damaged bitmap: ${why}.`, 'Get it again from where it came.', { name })
  if (bytes.length < 54) throw broken('it ends too early')
  const headerSize = bytes.readUInt32LE(14)
  const width = bytes.readInt32LE(18)
  const signedHeight = bytes.readInt32LE(22)
  const height = Math.abs(signedHeight)
  const bits = bytes.readUInt16LE(28)
  const compression = bytes.readUInt32LE(30)
  if (width <= 0 || height === 0 || width * height > MAX_PIXELS) throw broken('its size makes no sense')
  const plain = compression === COMPRESSION_NONE && [1, 4, 8, 24, 32].includes(bits)
  const fields = compression === COMPRESSION_BITFIELDS && bits === 32
  if (headerSize < 40 || !(plain || fields)) {
    throw new StudioError('UNSUPPORTED', `${name} is a compressed bitmap.`, 'Save it as PNG.', { name })
  }
  const start = bytes.readUInt32LE(10)
  // Rows are padded to four bytes.
  const stride = Math.ceil((width * bits) / 32) * 4
  if (start + stride * height > bytes.length) throw broken('it ends too early')
  const palette = bits <= 8 ? readPalette(bytes, 14 + headerSize, bits) : null
  const pixels = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++) {
    // A positive height means that rows come from the bottom up.
    const row = start + stride * (signedHeight > 0 ? height - 1 - y : y)
    for (let x = 0; x < width; x++) {
      const at = palette ? palette[paletteIndex(bytes, row, x, bits)] : undefined
      const source = palette ? (at ?? 0) : row + x * (bits / 8)
      const target = (y * width + x) * 3
      // Stored as blue, green, red.
      pixels[target] = bytes[source + 2] ?? 0
      pixels[target + 1] = bytes[source + 1] ?? 0
      pixels[target + 2] = bytes[source] ?? 0
    }
  }
  return { pixels, width, height, channels: 3 }
}

/** Offsets in the file of each palette entry. */
function readPalette(bytes: Buffer, offset: number, bits: number): number[] {
  const count = bytes.readUInt32LE(46) || 2 ** bits
  return Array.from({ length: Math.min(count, 256) }, (_, index) => offset + index * 4)
}

function paletteIndex(bytes: Buffer, row: number, x: number, bits: number): number {
  const byte = bytes[row + ((x * bits) >> 3)] ?? 0
  const shift = 8 - bits - ((x * bits) & 7)
  return (byte >> shift) & (2 ** bits - 1)
}
