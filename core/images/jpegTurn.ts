/** Whether everybody reads a JPEG's rotation tag alike: decoders differ in what they take for one (EXIF 2.32, 4.6). */
import { jpegSegments } from './jpegSegments.ts'

const EXIF_MARKER = 0xe1
const EXIF_HEAD = 'Exif\0\0'
const ORIENTATION_TAG = 0x0112
const SHORT = 3
const ENTRY_BYTES = 12

/**
 * Whether the head of a JPEG says `orientation`, 1 to 8, in the one way that the standard knows, so that any browser
 * turns it so. A tag of another type, of several values, or in a second EXIF segment is read by some and not by others.
 */
export function isPlainlyTurned(head: Buffer, orientation: number): boolean {
  const found = [...jpegSegments(head)].filter(({ marker, data }) => marker === EXIF_MARKER && isExif(data))
  if (found.length === 0) return orientation === 1
  const [only, ...others] = found
  if (only === undefined || others.length > 0) return false
  const tag = plainTag(only.data)
  if (tag === 'odd') return false
  // No tag, and one outside 1 to 8, mean upright.
  return (tag !== null && tag >= 1 && tag <= 8 ? tag : 1) === orientation
}

function isExif(data: Buffer): boolean {
  return data.toString('latin1', 0, 4) === 'Exif'
}

/** The tag's value; null without one, 'odd' for what readers may differ about. */
function plainTag(data: Buffer): number | 'odd' | null {
  const tiff = data.subarray(EXIF_HEAD.length)
  const order = tiff.toString('latin1', 0, 4)
  const isLittle = order === 'II*\0'
  if (data.toString('latin1', 0, EXIF_HEAD.length) !== EXIF_HEAD || !(isLittle || order === 'MM\0*')) return 'odd'
  const short = (at: number) => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at))
  const long = (at: number) => (isLittle ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at))
  try {
    const directory = long(4)
    const entries = Array.from({ length: short(directory) }, (_, index) => directory + 2 + index * ENTRY_BYTES)
    const tags = entries.filter((at) => short(at) === ORIENTATION_TAG)
    const [at, ...others] = tags
    if (at === undefined) return null
    return others.length === 0 && short(at + 2) === SHORT && long(at + 4) === 1 ? short(at + 8) : 'odd'
  } catch (error) {
    // A directory that reaches beyond its segment.
    if (error instanceof RangeError) return 'odd'
    throw error
  }
}
