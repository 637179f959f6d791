/**
 * Images as torchvision and detectron2 feed them: no fixed input, but every image scaled until its shorter side has a
 * given length (or its longer side another), then padded to a multiple of 32.
 */
import type { ImageSize } from './letterbox.ts'

export interface ShortestSide {
  /** Pixels of the shorter side. */
  shortest: number
  /** Most pixels of the longer side; then the shorter one gets fewer. */
  longest: number
}

export interface PaddedImage {
  /** RGB 0..255, row by row: input.height x input.width x 3; the mean colour around the image. */
  pixels: Float32Array
  /** Whole input, sides multiples of 32. */
  input: ImageSize
  /** The scaled image in it, at the top left. */
  content: ImageSize
}

/** Strides of the pyramid need it. */
const multiple = 32
/** Mean colour of ImageNet: nothing, once the mean is subtracted. */
const padding = [123.675, 116.28, 103.53] as const

/** Size of an image so scaled. */
function shortestSideSize({ width, height }: ImageSize, { shortest, longest }: ShortestSide): ImageSize {
  const scale = Math.min(shortest / Math.min(width, height), longest / Math.max(width, height))
  return { width: Math.max(1, Math.floor(width * scale)), height: Math.max(1, Math.floor(height * scale)) }
}

/** Scales bilinearly, cell centre to cell centre and without smoothing first, as PyTorch's interpolate does. */
export function padToShortestSide(pixels: Uint8Array, full: ImageSize, limits: ShortestSide): PaddedImage {
  const content = shortestSideSize(full, limits)
  const input = { width: roundUp(content.width), height: roundUp(content.height) }
  const padded = new Float32Array(input.width * input.height * 3)
  for (let at = 0; at < padded.length; at++) padded[at] = padding[at % 3] as number
  const columns = sources(full.width, content.width)
  const rows = sources(full.height, content.height)
  for (let y = 0; y < content.height; y++) {
    const row = rows[y] as Source
    const [above, below] = [row.first * full.width * 3, row.second * full.width * 3]
    for (let x = 0; x < content.width; x++) {
      const column = columns[x] as Source
      const [left, right] = [column.first * 3, column.second * 3]
      const to = (y * input.width + x) * 3
      for (let c = 0; c < 3; c++) {
        const top = mix(pixels[above + left + c] as number, pixels[above + right + c] as number, column.part)
        const bottom = mix(pixels[below + left + c] as number, pixels[below + right + c] as number, column.part)
        padded[to + c] = mix(top, bottom, row.part)
      }
    }
  }
  return { pixels: padded, input, content }
}

/** Two neighbours in the image, and how much the second counts. */
interface Source {
  first: number
  second: number
  part: number
}

function sources(from: number, to: number): Source[] {
  return Array.from({ length: to }, (_, index) => {
    const place = Math.max(0, (index + 0.5) * (from / to) - 0.5)
    const first = Math.min(Math.floor(place), from - 1)
    return { first, second: Math.min(first + 1, from - 1), part: place - first }
  })
}

function mix(one: number, other: number, part: number): number {
  return one + (other - one) * part
}

function roundUp(side: number): number {
  return Math.ceil(side / multiple) * multiple
}
