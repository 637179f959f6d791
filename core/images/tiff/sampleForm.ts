/** Forms of numbers in TIFFs that libvips takes for others: it reads floats of 16 and 24 bits as whole numbers. */

const BITS_PER_SAMPLE = 258
const SAMPLE_FORMAT = 339
const SHORT = 3
/** Values of the tag SampleFormat. */
const UNSIGNED = 1
const FLOAT = 3
const MOST_ENTRIES = 4096

/** Has the first picture of a TIFF floats of fewer than 32 bits? False for what cannot be told. */
export function hasShortFloats(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    const bits = places(view, BITS_PER_SAMPLE)[0]
    const form = places(view, SAMPLE_FORMAT)[0]
    if (bits === undefined || form === undefined) return false
    const little = isLittle(view)
    return view.getUint16(form, little) === FLOAT && view.getUint16(bits, little) < 32
  } catch (error) {
    // The file ends early; decoding tells.
    if (error instanceof RangeError) return false
    throw error
  }
}

/** A copy whose first picture has whole numbers without a sign: the same bits, so that negative ones are the upper half. */
export function asUnsigned(bytes: Uint8Array): Buffer {
  const copy = Buffer.from(bytes)
  const view = new DataView(copy.buffer, copy.byteOffset, copy.byteLength)
  for (const place of places(view, SAMPLE_FORMAT)) view.setUint16(place, UNSIGNED, isLittle(view))
  return copy
}

function isLittle(view: DataView): boolean {
  return view.getUint8(0) === 0x49
}

/** Where a tag's short numbers in the first directory are; none without it. @throws RangeError for places outside the file. */
function places(view: DataView, tag: number): number[] {
  const little = isLittle(view)
  const big = view.getUint16(2, little) === 43
  const long = (at: number) => (big ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little))
  const directory = long(big ? 8 : 4)
  const count = big ? long(directory) : view.getUint16(directory, little)
  const entryBytes = big ? 20 : 12
  for (let index = 0; index < Math.min(count, MOST_ENTRIES); index++) {
    const at = directory + (big ? 8 : 2) + index * entryBytes
    if (view.getUint16(at, little) !== tag || view.getUint16(at + 2, little) !== SHORT) continue
    const place = at + (big ? 12 : 8)
    const values = Math.min(long(at + 4), MOST_ENTRIES)
    // Values that do not fit into the entry are elsewhere.
    const first = values * 2 <= (big ? 8 : 4) ? place : long(place)
    return Array.from({ length: values }, (_, value) => first + value * 2)
  }
  return []
}
