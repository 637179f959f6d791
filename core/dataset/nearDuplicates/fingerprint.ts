/**
 * What a picture looks like in 128 bits: a difference hash (dHash) in both directions. Each bit says whether a cell of a
 * coarse grey grid is brighter than its neighbour to the right, or below. Scaling, compression and changes of brightness
 * leave nearly all bits as they are.
 */

/** Cells on a side of the grid. */
export const GRID = 9
/**
 * Bits in which two pictures may differ and still be nearly the same. 699 photographs scaled to 240 pixels, brightened and
 * compressed hard differ from themselves in 1 (median), 8 (of 99 in 100) and at most 13; 99 of 100 pairs of different ones
 * in 45 or more.
 */
export const NEAR = 12
/** Grey levels below which a difference is noise. */
const MARGIN = 2
/** A picture with fewer bits of either kind is a plain surface or a ramp, and says nothing about what it shows. */
const LEAST_DETAIL = 12

/** 128 bits as 32 hex digits, of a GRID x GRID grey picture, row by row. */
export function fingerprint(grey: ArrayLike<number>): string {
  let bits = ''
  for (const [right, down] of [
    [1, 0],
    [0, 1],
  ] as const) {
    for (let y = 0; y < GRID - 1; y++) {
      for (let x = 0; x < GRID - 1; x++) {
        bits += (grey[y * GRID + x] ?? 0) > (grey[(y + down) * GRID + x + right] ?? 0) + MARGIN ? '1' : '0'
      }
    }
  }
  return bits.replace(/[01]{4}/g, (four) => Number.parseInt(four, 2).toString(16))
}

/** The eight 16-bit parts of a fingerprint. */
export function bands(bits: string): Uint16Array {
  return Uint16Array.from({ length: 8 }, (_, index) => Number.parseInt(bits.slice(4 * index, 4 * index + 4), 16))
}

/** In how many bits two fingerprints differ. */
export function distance(a: Uint16Array, b: Uint16Array): number {
  let different = 0
  for (let index = 0; index < a.length; index++) different += ones((a[index] ?? 0) ^ (b[index] ?? 0))
  return different
}

/** Does the picture show enough to be recognised? */
export function isTelling(parts: Uint16Array): boolean {
  const set = distance(parts, new Uint16Array(parts.length))
  return set >= LEAST_DETAIL && set <= 16 * parts.length - LEAST_DETAIL
}

/** Set bits of a 32-bit number (Hacker's Delight, 5-1). */
export function ones(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
