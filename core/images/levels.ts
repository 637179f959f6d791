/** Which values of a scientific TIFF are black and white: floats and wide integers have no range of their own. Pure. */

/** What to multiply values with, and then to add, so that 0 is black and the highest value of the picture's space is white. */
export interface Levels {
  gain: number
  offset: number
}

export interface Extremes {
  least: number
  greatest: number
}

/** Depths that fill their own range, or nearly; the others are measured. */
const MEASURED = new Set(['ushort', 'short', 'char', 'uint', 'int', 'float', 'double'])
/** Twelve-bit cameras and slides store their values in sixteen bits: the picture would be nearly black. */
const TWELVE_BITS = 4095
const SIXTEEN_BITS = 65_535
const EIGHT_BITS = 255
/** Floats that are not counted from 0 to 255: a picture of eight bits with nothing brighter would be black. */
const FEW = 16

export function isMeasured(depth: string): boolean {
  return MEASURED.has(depth)
}

/**
 * Levels of a picture of these depth and extremes; null where values mean what they say. Floats in 0 to 1 keep that
 * range, so that the pictures of a set stay comparable, and those a little above are counted from 0 all the same;
 * anything else spreads from its least value to its greatest.
 */
export function levelsFor(depth: string, { least, greatest }: Extremes): Levels | null {
  if (!isMeasured(depth)) return null
  if (depth === 'ushort') {
    return greatest > 0 && greatest <= TWELVE_BITS ? { gain: SIXTEEN_BITS / TWELVE_BITS, offset: 0 } : null
  }
  if (depth === 'short' && least >= 0) return { gain: SIXTEEN_BITS / (greatest || 1), offset: 0 }
  const isFloat = depth === 'float' || depth === 'double'
  if (isFloat && least >= 0 && greatest < FEW) return spread(0, Math.max(1, greatest))
  if (least >= 0 && greatest <= EIGHT_BITS) return null
  return spread(least, greatest)
}

/** From the least value, black, to the greatest, white, in eight bits. */
export function spread(least: number, greatest: number): Levels {
  const gain = EIGHT_BITS / (greatest - least || 1)
  return { gain, offset: -least * gain }
}

/** Of the values that are numbers; from 0 to 0 where there are none. `hasGaps`: some are not (NaN), or infinite. */
export function extremesOf(values: ArrayLike<number>): Extremes & { hasGaps: boolean } {
  let least = Infinity
  let greatest = -Infinity
  let hasGaps = false
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? NaN
    if (Number.isFinite(value)) {
      if (value < least) least = value
      if (value > greatest) greatest = value
    } else hasGaps = true
  }
  return least > greatest ? { least: 0, greatest: 0, hasGaps } : { least, greatest, hasGaps }
}
