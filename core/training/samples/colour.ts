/** Changes of colour as one affine map of RGB: contrast, brightness, saturation and hue. Pure. */
import { paddingGrey } from '../../detection/letterbox.ts'

/** out[i] = sum of matrix[3 * i + j] * rgb[j] + offset, on values 0..255. */
export interface Colour {
  matrix: number[]
  offset: number
}

export interface ColourChange {
  contrast: number
  /** Added to every channel, in values of 0..255. */
  brightness: number
  /** 0 grey, 1 as it is. */
  saturation: number
  /** Turns of the colour wheel. */
  hue: number
}

export const sameColour: Colour = { matrix: [1, 0, 0, 0, 1, 0, 0, 0, 1], offset: 0 }

/** Share of red, green and blue in brightness (Rec. 601). */
const luma = [0.299, 0.587, 0.114] as const

/**
 * Contrast is about mid-grey. Saturation and hue act in YIQ: saturation stretches the colour plane, hue turns it; both
 * keep the luma and every grey as they are.
 */
export function colourOf({ contrast, brightness, saturation, hue }: ColourChange): Colour {
  const matrix = saturation === 1 && hue === 0 ? sameColour.matrix : chromaMatrix(saturation, hue * 2 * Math.PI)
  return { matrix: matrix.map((value) => value * contrast), offset: paddingGrey * (1 - contrast) + brightness }
}

/** RGB -> YIQ, its colour plane stretched and turned, -> RGB. */
function chromaMatrix(saturation: number, angle: number): number[] {
  const [i, q] = [
    [0.595716, -0.274453, -0.321263],
    [0.211456, -0.522591, 0.311135],
  ] as const
  const [cos, sin] = [saturation * Math.cos(angle), saturation * Math.sin(angle)]
  const back = [
    [0.9563, 0.621],
    [-0.2721, -0.6474],
    [-1.107, 1.7046],
  ] as const
  // Exact at rest: the published inverse is rounded, so its rounding is taken off again.
  const atRest = (row: number, column: number) =>
    (luma[column] as number) + (back[row]?.[0] ?? 0) * (i[column] ?? 0) + (back[row]?.[1] ?? 0) * (q[column] ?? 0)
  return [0, 1, 2].flatMap((row) =>
    [0, 1, 2].map((column) => {
      const turnedI = cos * (i[column] ?? 0) - sin * (q[column] ?? 0)
      const turnedQ = sin * (i[column] ?? 0) + cos * (q[column] ?? 0)
      const value = (luma[column] as number) + (back[row]?.[0] ?? 0) * turnedI + (back[row]?.[1] ?? 0) * turnedQ
      return value - atRest(row, column) + (row === column ? 1 : 0)
    }),
  )
}
