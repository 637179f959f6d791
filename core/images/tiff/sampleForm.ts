/** Forms of numbers in TIFFs that libvips takes for others, or does not read: floats of other than 32 bits. */

import { fields, isLittle, readField, writeField } from './fields.ts'

const BITS_PER_SAMPLE = 258
const SAMPLE_FORMAT = 339
/** Values of the tag SampleFormat. */
const UNSIGNED = 1
const FLOAT = 3

/** Has the first picture of a TIFF floats of fewer than 32 bits? False for what cannot be told. */
export function hasShortFloats(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    const bits = first(view, BITS_PER_SAMPLE)
    return bits !== null && first(view, SAMPLE_FORMAT) === FLOAT && bits < 32
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
  for (const field of fields(view, SAMPLE_FORMAT)) writeField(view, field, UNSIGNED)
  return copy
}

const COMPRESSION = 259
const NO_COMPRESSION = 1
/** Offsets and lengths of strips, and of tiles. */
const DATA = [
  [273, 279],
  [324, 325],
] as const

/**
 * A copy whose first picture has floats of 32 bits instead of doubles, which libvips does not read; null for all others,
 * and for doubles that are compressed. Values beyond what floats hold become infinite.
 */
export function withFloats(bytes: Uint8Array): Buffer | null {
  try {
    const source = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const isPlain = (first(source, COMPRESSION) ?? NO_COMPRESSION) === NO_COMPRESSION
    if (!isPlain || first(source, SAMPLE_FORMAT) !== FLOAT || first(source, BITS_PER_SAMPLE) !== 64) return null
    const copy = Buffer.from(bytes)
    const view = new DataView(copy.buffer, copy.byteOffset, copy.byteLength)
    for (const field of fields(view, BITS_PER_SAMPLE)) writeField(view, field, 32)
    for (const [offsets, lengths] of DATA) {
      const starts = fields(view, offsets)
      for (const [index, length] of fields(view, lengths).entries()) {
        const start = starts[index]
        if (start) shorten(view, readField(view, start), readField(view, length))
        writeField(view, length, readField(view, length) / 2)
      }
    }
    return copy
  } catch (error) {
    // The file ends early; decoding tells.
    if (error instanceof RangeError) return null
    throw error
  }
}

/** Doubles as floats, in the first half of their place. */
function shorten(view: DataView, start: number, length: number): void {
  const little = isLittle(view)
  for (let at = 0; at + 8 <= length; at += 8) {
    view.setFloat32(start + at / 2, view.getFloat64(start + at, little), little)
  }
}

function first(view: DataView, tag: number): number | null {
  const [field] = fields(view, tag)
  return field ? readField(view, field) : null
}
