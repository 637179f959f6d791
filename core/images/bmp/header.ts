/** The headers of Windows bitmaps: of Windows 3 and later (40 bytes and more), and the short one of OS/2 (12 bytes). */
import { StudioError } from '../../api/errors.ts'

export interface BmpHeader {
  width: number
  height: number
  /** Rows come from the bottom up, unless the height is written as a negative number. */
  topDown: boolean
  bits: number
  packing: 'none' | 'run-length'
  /** Where the pixels start. */
  start: number
  palette: { offset: number; entryBytes: number; count: number } | null
  /** Bits of a pixel that are red, green and blue; null where each has a byte of its own. */
  masks: [red: number, green: number, blue: number] | null
}

const FILE_HEADER = 14
const SHORT_HEADER = 12
const LONG_HEADER = 40
const COMPRESSION = { none: 0, runLength8: 1, runLength4: 2, masks: 3, masksWithAlpha: 6 }
/** Five bits a colour, unless masks say otherwise. */
const FIVE_BITS: BmpHeader['masks'] = [0x7c00, 0x03e0, 0x001f]
/** Bitmaps are held whole in memory. */
const MAX_PIXELS = 2 ** 28
/** A few bytes can stand for all of these. */
const MAX_PACKED_PIXELS = 2 ** 25

/** What is wrong with a bitmap. */
export function brokenBmp(name: string, why: string): StudioError {
  const hint = 'Get it again from where it came.'
  return new StudioError('BROKEN_FILE', `${name} is a damaged bitmap: ${why}.`, hint, { name })
}

/** @throws BROKEN_FILE when it makes no sense, UNSUPPORTED for rare kinds. */
export function readBmpHeader(bytes: Buffer, name: string): BmpHeader {
  if (bytes.length < FILE_HEADER + SHORT_HEADER) throw brokenBmp(name, 'it ends too early')
  const headerBytes = bytes.readUInt32LE(FILE_HEADER)
  const isShort = headerBytes === SHORT_HEADER
  if (!isShort && bytes.length < FILE_HEADER + LONG_HEADER) throw brokenBmp(name, 'it ends too early')
  const width = isShort ? bytes.readUInt16LE(18) : bytes.readInt32LE(18)
  const signedHeight = isShort ? bytes.readUInt16LE(20) : bytes.readInt32LE(22)
  const height = Math.abs(signedHeight)
  const bits = bytes.readUInt16LE(isShort ? 24 : 28)
  const compression = isShort ? COMPRESSION.none : bytes.readUInt32LE(30)
  if (!isKnown(headerBytes, bits, compression)) {
    const message = `${name} is a bitmap of a rare kind, which cannot be read here.`
    throw new StudioError('UNSUPPORTED', message, 'Save it as PNG.', { name, bits, compression })
  }
  const packed = compression === COMPRESSION.runLength8 || compression === COMPRESSION.runLength4
  if (width <= 0 || height === 0 || width * height > (packed ? MAX_PACKED_PIXELS : MAX_PIXELS)) {
    throw brokenBmp(name, 'its size makes no sense')
  }
  const count = isShort ? 2 ** bits : bytes.readUInt32LE(46) || 2 ** bits
  return {
    width,
    height,
    topDown: signedHeight < 0,
    bits,
    packing: packed ? 'run-length' : 'none',
    start: bytes.readUInt32LE(10),
    palette:
      bits > 8
        ? null
        : { offset: FILE_HEADER + headerBytes, entryBytes: isShort ? 3 : 4, count: Math.min(count, 2 ** bits) },
    masks: readMasks(bytes, name, bits, compression),
  }
}

function isKnown(headerBytes: number, bits: number, compression: number): boolean {
  if (headerBytes !== SHORT_HEADER && headerBytes < LONG_HEADER) return false
  if (compression === COMPRESSION.none) return [1, 4, 8, 16, 24, 32].includes(bits)
  if (compression === COMPRESSION.runLength8) return bits === 8
  if (compression === COMPRESSION.runLength4) return bits === 4
  return [COMPRESSION.masks, COMPRESSION.masksWithAlpha].includes(compression) && (bits === 16 || bits === 32)
}

/** Masks stand behind the header of 40 bytes, and at the same place inside longer ones. */
function readMasks(bytes: Buffer, name: string, bits: number, compression: number): BmpHeader['masks'] {
  if (compression === COMPRESSION.none) return bits === 16 ? FIVE_BITS : null
  if (compression !== COMPRESSION.masks && compression !== COMPRESSION.masksWithAlpha) return null
  const at = FILE_HEADER + LONG_HEADER
  if (bytes.length < at + 12) throw brokenBmp(name, 'it ends too early')
  const masks: BmpHeader['masks'] = [bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4), bytes.readUInt32LE(at + 8)]
  if (masks.includes(0)) throw brokenBmp(name, 'its colours make no sense')
  return masks
}
