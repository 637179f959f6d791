/** Draws a sample: decoded images through their maps and colours into the network's input. Pure. */
import { paddingGrey } from '../../detection/letterbox.ts'
import { invert, mapPoint, type Affine } from './affine.ts'
import type { Colour } from './colour.ts'
import type { Part, Size } from './samplePlan.ts'

/** A scaled image: RGB, row by row, [height, width, 3]. */
export interface Picture extends Size {
  pixels: Uint8Array
}

export type PicturePart = Omit<Part, 'sample'> & { picture: Picture }

/**
 * The sample's pixels, RGB 0..255 as floats, [height, width, 3]: sampled bilinearly, grey where no image lies.
 */
export function renderSample(
  layers: ReadonlyArray<{ weight: number; parts: readonly PicturePart[] }>,
  size: Size,
): Float32Array {
  const output = new Float32Array(size.width * size.height * 3)
  for (const { weight, parts } of layers) for (const part of parts) renderPart(part, weight, size, output)
  return output
}

/** Adds a part to the output, times a weight. */
function renderPart(
  { picture, map, clip, colour }: PicturePart,
  weight: number,
  { width }: Size,
  output: Float32Array,
) {
  const { columns, rows } = samplePositions(picture, map, clip)
  const recolour = weighted(colour, weight)
  const [m0, m1, m2, m3, m4, m5, m6, m7, m8] = recolour.matrix as Nine
  const { offset } = recolour
  const isPlain = m1 === 0 && m2 === 0 && m3 === 0 && m5 === 0 && m6 === 0 && m7 === 0
  const { pixels } = picture
  for (let row = 0; row < rows.first.length; row++) {
    const [top, bottom, down] = [rows.first[row] as number, rows.second[row] as number, rows.part[row] as number]
    let at = ((row + clip.y1) * width + clip.x1) * 3
    for (let column = 0; column < columns.first.length; column++, at += 3) {
      const left = columns.first[column] as number
      let [red, green, blue] = [paddingGrey, paddingGrey, paddingGrey]
      if (top >= 0 && left >= 0) {
        const right = columns.second[column] as number
        const across = columns.part[column] as number
        const [a, b, c, d] = [top + left, top + right, bottom + left, bottom + right]
        const [wa, wb] = [(1 - across) * (1 - down), across * (1 - down)]
        const [wc, wd] = [(1 - across) * down, across * down]
        red = wa * at8(pixels, a) + wb * at8(pixels, b) + wc * at8(pixels, c) + wd * at8(pixels, d)
        green = wa * at8(pixels, a + 1) + wb * at8(pixels, b + 1) + wc * at8(pixels, c + 1) + wd * at8(pixels, d + 1)
        blue = wa * at8(pixels, a + 2) + wb * at8(pixels, b + 2) + wc * at8(pixels, c + 2) + wd * at8(pixels, d + 2)
      }
      if (isPlain) {
        output[at] = (output[at] as number) + m0 * red + offset
        output[at + 1] = (output[at + 1] as number) + m4 * green + offset
        output[at + 2] = (output[at + 2] as number) + m8 * blue + offset
      } else {
        output[at] = (output[at] as number) + m0 * red + m1 * green + m2 * blue + offset
        output[at + 1] = (output[at + 1] as number) + m3 * red + m4 * green + m5 * blue + offset
        output[at + 2] = (output[at + 2] as number) + m6 * red + m7 * green + m8 * blue + offset
      }
    }
  }
}

type Nine = [number, number, number, number, number, number, number, number, number]

function at8(pixels: Uint8Array, index: number): number {
  return pixels[index] as number
}

function weighted({ matrix, offset }: Colour, weight: number): Colour {
  return weight === 1 ? { matrix, offset } : { matrix: matrix.map((value) => value * weight), offset: offset * weight }
}

interface Positions {
  /** Place in `pixels` of the two values to mix, without the other axis' share; -1 outside the picture. */
  first: Int32Array
  second: Int32Array
  /** Share of the second. */
  part: Float32Array
}

/** Where each column and each row of the clip takes its pixels from. In a quarter turn, columns choose rows. */
function samplePositions({ width, height }: Picture, map: Affine, clip: Part['clip']) {
  const back = invert(map)
  const isTurned = back.xx === 0
  const inX = (value: number) => mapPoint(back, isTurned ? 0 : value, isTurned ? value : 0)[0]
  const inY = (value: number) => mapPoint(back, isTurned ? value : 0, isTurned ? 0 : value)[1]
  const [columnCount, rowCount] = [clip.x2 - clip.x1, clip.y2 - clip.y1]
  const alongX = (start: number, count: number) => positions(inX, start, count, width, 3)
  const alongY = (start: number, count: number) => positions(inY, start, count, height, width * 3)
  return isTurned
    ? { columns: alongY(clip.x1, columnCount), rows: alongX(clip.y1, rowCount) }
    : { columns: alongX(clip.x1, columnCount), rows: alongY(clip.y1, rowCount) }
}

function positions(
  source: (value: number) => number,
  start: number,
  count: number,
  length: number,
  step: number,
): Positions {
  const first = new Int32Array(count)
  const second = new Int32Array(count)
  const part = new Float32Array(count)
  for (let index = 0; index < count; index++) {
    const position = source(start + index + 0.5)
    if (position < 0 || position >= length) {
      first[index] = -1
      continue
    }
    const sample = position - 0.5
    const before = Math.floor(sample)
    first[index] = Math.max(before, 0) * step
    second[index] = Math.min(before + 1, length - 1) * step
    part[index] = sample - before
  }
  return { first, second, part }
}
