/** A picture in sixteen colours, for its place in a grid until its thumbnail is there. Pure. */

/** Rows and columns. */
export const PREVIEW_SIDE = 4
/** Pixels looked at along each side of a field. */
const SAMPLES = 8
/** What shines through pictures with transparency. */
const GROUND = 128

export interface Pixels {
  /** Rows from the top, `channels` bytes a pixel: grey or red, green and blue, then perhaps opacity. */
  data: Uint8Array
  width: number
  height: number
  channels: number
}

/**
 * The mean colours of four by four equal fields, row by row, as base64 of 48 bytes (red, green, blue). The pixels are as
 * stored; the preview is upright by the EXIF `orientation`, 1 to 8.
 */
export function previewOf(pixels: Pixels, orientation: number): string {
  const upright = new Uint8Array(3 * PREVIEW_SIDE ** 2)
  for (let row = 0; row < PREVIEW_SIDE; row++) {
    for (let column = 0; column < PREVIEW_SIDE; column++) {
      const [x, y] = storedPlace(column, row, orientation)
      upright.set(meanColour(pixels, x, y), 3 * (row * PREVIEW_SIDE + column))
    }
  }
  return Buffer.from(upright).toString('base64')
}

/** Where the field that is seen at a column and a row is in the stored picture (EXIF 2.3, figure 6). */
function storedPlace(column: number, row: number, orientation: number): [x: number, y: number] {
  const last = PREVIEW_SIDE - 1
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

function meanColour(pixels: Pixels, column: number, row: number): [red: number, green: number, blue: number] {
  const { data, width, height, channels } = pixels
  const isGrey = channels < 3
  const hasOpacity = channels === 2 || channels === 4
  const sum: [number, number, number] = [0, 0, 0]
  for (let sample = 0; sample < SAMPLES ** 2; sample++) {
    const x = samplePlace(column, sample % SAMPLES, width)
    const y = samplePlace(row, Math.floor(sample / SAMPLES), height)
    const at = channels * (y * width + x)
    const opacity = hasOpacity ? (data[at + channels - 1] ?? 0) / 255 : 1
    for (const colour of [0, 1, 2] as const) {
      const value = data[isGrey ? at : at + colour] ?? 0
      sum[colour] += opacity * value + (1 - opacity) * GROUND
    }
  }
  return [sum[0] / SAMPLES ** 2, sum[1] / SAMPLES ** 2, sum[2] / SAMPLES ** 2]
}

/** The pixel that a sample of a field takes along one side of the picture. */
function samplePlace(field: number, sample: number, side: number): number {
  return Math.min(side - 1, Math.floor(((field + (sample + 0.5) / SAMPLES) * side) / PREVIEW_SIDE))
}
