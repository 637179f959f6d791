/** Run-length encoding of bitmaps with a palette (RLE8 and RLE4): pairs of a count and a value, and commands. */
import { brokenBmp, type BmpHeader } from './header.ts'

const END_OF_ROW = 0
const END_OF_PICTURE = 1
const MOVE = 2

/** The palette's entry of each pixel, row by row in the file's order. @throws BROKEN_FILE when the file ends early. */
export function unpackRuns(bytes: Buffer, { width, height, bits, start }: BmpHeader, name: string): Uint8Array {
  const indices = new Uint8Array(width * height)
  let [x, y, at] = [0, 0, start]
  const put = (index: number) => {
    if (x < width && y < height) indices[y * width + x] = index
    x++
  }
  const half = (byte: number, position: number) => (position % 2 === 0 ? byte >> 4 : byte & 15)
  while (y < height) {
    if (at + 2 > bytes.length) throw brokenBmp(name, 'it ends too early')
    const count = bytes.readUInt8(at)
    const value = bytes.readUInt8(at + 1)
    at += 2
    if (count > 0) {
      for (let position = 0; position < count; position++) put(bits === 8 ? value : half(value, position))
    } else if (value === END_OF_ROW) {
      x = 0
      y++
    } else if (value === END_OF_PICTURE) return indices
    else if (value === MOVE) {
      if (at + 2 > bytes.length) throw brokenBmp(name, 'it ends too early')
      x += bytes.readUInt8(at)
      y += bytes.readUInt8(at + 1)
      at += 2
    } else {
      // As many values as they are, padded to two bytes.
      const length = bits === 8 ? value : Math.ceil(value / 2)
      if (at + length > bytes.length) throw brokenBmp(name, 'it ends too early')
      for (let position = 0; position < value; position++) {
        put(bits === 8 ? bytes.readUInt8(at + position) : half(bytes.readUInt8(at + (position >> 1)), position))
      }
      at += length + (length % 2)
    }
  }
  return indices
}
