/** Which values of a scientific TIFF are black and white: floats and wide integers have no range of their own. */
import type { Sharp } from 'sharp'

/** What to multiply values with, and then to add, so that 0 is black and the highest value of the picture's space is white. */
export interface Levels {
  gain: number
  offset: number
}

/** Depths that fill their own range, or nearly; the others are measured. */
const MEASURED = new Set(['ushort', 'short', 'uint', 'int', 'float', 'double'])
/** Twelve-bit cameras and slides store their values in sixteen bits: the picture would be nearly black. */
const TWELVE_BITS = 4095
const SIXTEEN_BITS = 65_535
const EIGHT_BITS = 255

/**
 * Levels of a picture of these depth and extremes; null where values mean what they say. Floats in 0 to 1 keep that
 * range, so that the pictures of a set stay comparable; anything else spreads from its least value to its greatest.
 */
function levelsFor(depth: string, least: number, greatest: number): Levels | null {
  if (!MEASURED.has(depth) || !Number.isFinite(least) || !Number.isFinite(greatest)) return null
  if (depth === 'ushort') {
    return greatest > 0 && greatest <= TWELVE_BITS ? { gain: SIXTEEN_BITS / TWELVE_BITS, offset: 0 } : null
  }
  // The decoder makes values below zero black before levels reach them.
  if (depth === 'short') return greatest > 0 ? { gain: SIXTEEN_BITS / greatest, offset: 0 } : null
  const isFloat = depth === 'float' || depth === 'double'
  if (isFloat && least >= 0 && greatest <= 1) return { gain: EIGHT_BITS, offset: 0 }
  if (least >= 0 && greatest <= EIGHT_BITS) return null
  const gain = EIGHT_BITS / (greatest - least || 1)
  return { gain, offset: -least * gain }
}

/** Measures the levels of a TIFF: its whole picture is read, but only for the depths that need it. */
export async function measureLevels(image: Sharp): Promise<Levels | null> {
  const { depth, hasAlpha } = await image.metadata()
  if (!MEASURED.has(depth)) return null
  const { channels } = await image.clone().stats()
  const colours = hasAlpha ? channels.slice(0, -1) : channels
  return levelsFor(depth, Math.min(...colours.map(({ min }) => min)), Math.max(...colours.map(({ max }) => max)))
}
