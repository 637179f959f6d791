/** Forms of numbers in TIFFs that libvips takes for others: it reads floats of 16 and 24 bits as whole numbers. */

const BITS_PER_SAMPLE = 258
const SAMPLE_FORMAT = 339
const SHORT = 3
const FLOAT = 3
const MOST_ENTRIES = 4096

/** Has the first picture of a TIFF floats of fewer than 32 bits? False for what cannot be told. */
export function hasShortFloats(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    const bits = firstValue(view, BITS_PER_SAMPLE)
    return firstValue(view, SAMPLE_FORMAT) === FLOAT && bits !== null && bits < 32
  } catch (error) {
    // The file ends early; decoding tells.
    if (error instanceof RangeError) return false
    throw error
  }
}

/** The first of a tag's short numbers in the first directory. @throws RangeError for places outside the file. */
function firstValue(view: DataView, tag: number): number | null {
  const little = view.getUint8(0) === 0x49
  const big = view.getUint16(2, little) === 43
  const long = (at: number) => (big ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little))
  const directory = long(big ? 8 : 4)
  const count = big ? long(directory) : view.getUint16(directory, little)
  const entryBytes = big ? 20 : 12
  for (let index = 0; index < Math.min(count, MOST_ENTRIES); index++) {
    const at = directory + (big ? 8 : 2) + index * entryBytes
    if (view.getUint16(at, little) !== tag || view.getUint16(at + 2, little) !== SHORT) continue
    const place = at + (big ? 12 : 8)
    // Values that do not fit into the entry are elsewhere.
    const fits = long(at + 4) * 2 <= (big ? 8 : 4)
    return view.getUint16(fits ? place : long(place), little)
  }
  return null
}
