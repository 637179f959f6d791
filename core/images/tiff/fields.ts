/** Places of whole numbers in the first directory of a TIFF or BigTIFF in memory (TIFF 6.0, section 2). */

/** Bytes of one value: SHORT, LONG and LONG8. */
const SIZES: Record<number, 2 | 4 | 8> = { 3: 2, 4: 4, 16: 8 }
const MOST_ENTRIES = 4096
/** Rows of the tallest pictures, each a strip. */
const MOST_VALUES = 2 ** 20

export interface Field {
  at: number
  size: 2 | 4 | 8
}

export function isLittle(view: DataView): boolean {
  return view.getUint8(0) === 0x49
}

/** Where a tag's values are; none without it. @throws RangeError for places outside the file. */
export function fields(view: DataView, tag: number): Field[] {
  const little = isLittle(view)
  const big = view.getUint16(2, little) === 43
  const long = (at: number) => readField(view, { at, size: big ? 8 : 4 })
  const directory = long(big ? 8 : 4)
  const count = big ? long(directory) : view.getUint16(directory, little)
  const entryBytes = big ? 20 : 12
  for (let index = 0; index < Math.min(count, MOST_ENTRIES); index++) {
    const entry = directory + (big ? 8 : 2) + index * entryBytes
    const size = SIZES[view.getUint16(entry + 2, little)]
    if (view.getUint16(entry, little) !== tag || size === undefined) continue
    const values = Math.min(long(entry + 4), MOST_VALUES)
    const inside = entry + (big ? 12 : 8)
    // Values that do not fit into the entry are elsewhere.
    const start = values * size <= (big ? 8 : 4) ? inside : long(inside)
    return Array.from({ length: values }, (_, value) => ({ at: start + value * size, size }))
  }
  return []
}

/** @throws RangeError for a place outside the file. */
export function readField(view: DataView, { at, size }: Field): number {
  const little = isLittle(view)
  if (size === 2) return view.getUint16(at, little)
  return size === 4 ? view.getUint32(at, little) : Number(view.getBigUint64(at, little))
}

/** @throws RangeError for a place outside the file. */
export function writeField(view: DataView, { at, size }: Field, value: number): void {
  const little = isLittle(view)
  if (size === 2) view.setUint16(at, value, little)
  else if (size === 4) view.setUint32(at, value, little)
  else view.setBigUint64(at, BigInt(value), little)
}
