/** Windows bitmaps, which libvips does not read. */
import { brokenBmp, readBmpHeader, type BmpHeader } from './header.ts'
import { unpackRuns } from './runLength.ts'

export interface RawPixels {
  /** RGB, row by row from the top: width x height x 3. */
  pixels: Uint8Array
  width: number
  height: number
  channels: 3
}

/** Writes the colour of a pixel of a row to a place in the result. */
type Paint = (row: number, x: number, target: number) => void

/** Decodes a bitmap file. @throws BROKEN_FILE when it ends early or makes no sense, UNSUPPORTED for rare kinds. */
export function bmpPixels(bytes: Buffer, name: string): RawPixels {
  const header = readBmpHeader(bytes, name)
  const { width, height, bits, start, topDown } = header
  // Rows are padded to four bytes.
  const stride = Math.ceil((width * bits) / 32) * 4
  if (header.packing === 'none' && start + stride * height > bytes.length) throw brokenBmp(name, 'it ends too early')
  const pixels = new Uint8Array(width * height * 3)
  const paint = painter(bytes, header, stride, pixels, name)
  for (let y = 0; y < height; y++) {
    const row = topDown ? y : height - 1 - y
    for (let x = 0; x < width; x++) paint(row, x, (y * width + x) * 3)
  }
  return { pixels, width, height, channels: 3 }
}

function painter(bytes: Buffer, header: BmpHeader, stride: number, pixels: Uint8Array, name: string): Paint {
  const { width, bits, start, masks, palette } = header
  /** Stored as blue, green, red. */
  const copy = (source: number, target: number) => {
    pixels[target] = bytes[source + 2] ?? 0
    pixels[target + 1] = bytes[source + 1] ?? 0
    pixels[target + 2] = bytes[source] ?? 0
  }
  if (palette) {
    const colour = (index: number) => palette.offset + Math.min(index, palette.count - 1) * palette.entryBytes
    if (header.packing === 'none') {
      return (row, x, target) => copy(colour(paletteIndex(bytes, start + stride * row, x, bits)), target)
    }
    const indices = unpackRuns(bytes, header, name)
    return (row, x, target) => copy(colour(indices[row * width + x] ?? 0), target)
  }
  const pixelBytes = bits / 8
  if (!masks) return (row, x, target) => copy(start + stride * row + x * pixelBytes, target)
  const channels = masks.map((mask) => {
    const shift = 31 - Math.clz32(mask & -mask)
    return { mask, shift, scale: 255 / (mask >>> shift) }
  })
  return (row, x, target) => {
    const at = start + stride * row + x * pixelBytes
    const pixel = bits === 16 ? bytes.readUInt16LE(at) : bytes.readUInt32LE(at)
    let channel = target
    for (const { mask, shift, scale } of channels) pixels[channel++] = Math.round(((pixel & mask) >>> shift) * scale)
  }
}

function paletteIndex(bytes: Buffer, row: number, x: number, bits: number): number {
  const byte = bytes[row + ((x * bits) >> 3)] ?? 0
  const shift = 8 - bits - ((x * bits) & 7)
  return (byte >> shift) & (2 ** bits - 1)
}
