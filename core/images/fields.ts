/** Mean colours of equal fields of a picture, upright whatever its EXIF orientation. */
import type { Sharp } from 'sharp'

/** What shines through pictures with transparency. */
const GROUND = 128

export interface Pixels {
  /** Rows from the top, `channels` bytes a pixel: grey or red, green and blue, then perhaps opacity. */
  data: Uint8Array
  width: number
  height: number
  channels: number
}

/** JPEGs are decoded at an eighth of their size, which reads the whole file at a fraction of the time. */
const SIDE = 64
/** Making pictures up to this size smaller takes longer than decoding them whole. */
const FEW_PIXELS = 100_000

/** Decodes all of a picture of so many pixels, as it is stored or made small, whatever its shape: its fields stay the same. */
export async function decodeForFields(image: Sharp, size: number): Promise<Pixels> {
  const looked = size > FEW_PIXELS ? image.resize(SIDE, SIDE, { fit: 'fill', kernel: 'linear' }) : image
  const { data, info } = await looked.raw().toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height, channels: info.channels }
}

/**
 * The mean colours (red, green, blue) of `side` by `side` fields, row by row. The pixels are as stored; the fields are
 * upright by the EXIF `orientation`, 1 to 8.
 */
export function uprightFields(pixels: Pixels, orientation: number, side: number): Float64Array {
  const stored = storedFields(pixels, side)
  const fields = new Float64Array(stored.length)
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const [x, y] = storedPlace(column, row, orientation, side - 1)
      const from = 3 * (y * side + x)
      fields.set(stored.subarray(from, from + 3), 3 * (row * side + column))
    }
  }
  return fields
}

/** Where the field that is seen at a column and a row is in the stored picture (EXIF 2.3, figure 6). */
function storedPlace(column: number, row: number, orientation: number, last: number): [x: number, y: number] {
  switch (orientation) {
    case 2:
      return [last - column, row]
    case 3:
      return [last - column, last - row]
    case 4:
      return [column, last - row]
    case 5:
      return [row, column]
    case 6:
      return [row, last - column]
    case 7:
      return [last - row, last - column]
    case 8:
      return [last - row, column]
    default:
      return [column, row]
  }
}

/** One look at each pixel; one on the border of two fields counts in both by its shares. */
function storedFields({ data, width, height, channels }: Pixels, side: number): Float64Array {
  const [green, blue] = channels < 3 ? [0, 0] : [1, 2]
  const opacity = channels === 2 || channels === 4 ? channels - 1 : null
  const [across, down] = [cutsOf(width, side), cutsOf(height, side)]
  const sums = new Float64Array(3 * side * side)
  // Of a row; what its last pixel leaves to a field after the last is nothing.
  const line = new Float64Array(3 * (side + 1))
  for (let y = 0; y < down.shares.length; y++) {
    line.fill(0)
    const row = down.pixels[y]! * width
    for (let x = 0; x < across.shares.length; x++) {
      const at = channels * (row + across.pixels[x]!)
      let red = data[at]!
      let greenish = data[at + green]!
      let bluish = data[at + blue]!
      if (opacity !== null) {
        const opaque = data[at + opacity]! / 255
        const ground = (1 - opaque) * GROUND
        red = opaque * red + ground
        greenish = opaque * greenish + ground
        bluish = opaque * bluish + ground
      }
      const to = 3 * across.fields[x]!
      const share = across.shares[x]!
      line[to]! += share * red
      line[to + 1]! += share * greenish
      line[to + 2]! += share * bluish
      if (share === 1) continue
      line[to + 3]! += (1 - share) * red
      line[to + 4]! += (1 - share) * greenish
      line[to + 5]! += (1 - share) * bluish
    }
    const to = 3 * side * down.fields[y]!
    const above = down.shares[y]!
    for (let value = 0; value < 3 * side; value++) {
      sums[to + value]! += above * line[value]!
      if (above < 1) sums[to + 3 * side + value]! += (1 - above) * line[value]!
    }
  }
  const total = (across.shares.length * down.shares.length) / side ** 2
  return sums.map((sum) => sum / total)
}

/** Which field each pixel along a side lies in. Columns of numbers, as there is one look for each pixel of a picture. */
interface Cuts {
  pixels: Int32Array
  fields: Int32Array
  /** Of the pixel in its field; the rest lies in the next one. */
  shares: Float64Array
}

/** Where there are fewer pixels than fields, each counts as several. */
function cutsOf(pixels: number, side: number): Cuts {
  const times = Math.ceil(side / pixels)
  const all = times * pixels
  const fields = Int32Array.from({ length: all }, (_, at) => Math.floor((at * side) / all))
  return {
    pixels: Int32Array.from({ length: all }, (_, at) => Math.floor(at / times)),
    fields,
    shares: Float64Array.from(fields, (field, at) => Math.min(1, ((field + 1) * all) / side - at)),
  }
}
