/** One page of a TIFF as a TIFF of its own: its packed data is moved, not decoded, so that nothing of it changes. */
import { numbers, readAt, TAG, type SizedFile, type TiffDirectory, type TiffEntry, type TiffForm } from './directory.ts'

/** Directories of their own that entries point to; they would point to nothing. EXIF's are of no use in a stack. */
const POINTERS = new Set([330, 34_665, 34_853, 40_965])
/** JPEG as of TIFF 6.0: its tables lie anywhere in the file. */
const OLD_JPEG = 6
const LARGEST_PAGE = 2 ** 31 - 1
const LONG = 4
const LONG8 = 16

/** The page's bytes; null when its data cannot be told from the rest of the file. */
export async function extractPage(file: SizedFile, directory: TiffDirectory): Promise<Buffer | null> {
  if (numbers(directory, TAG.compression)[0] === OLD_JPEG) return null
  const tiled = directory.entries.has(TAG.tileOffsets)
  const [offsetsTag, countsTag] = tiled
    ? [TAG.tileOffsets, TAG.tileByteCounts]
    : [TAG.stripOffsets, TAG.stripByteCounts]
  const offsets = numbers(directory, offsetsTag)
  const counts = numbers(directory, countsTag)
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (offsets.length === 0 || counts.length !== offsets.length || total > Math.min(file.size, LARGEST_PAGE)) return null

  const parts: Buffer[] = [header(directory)]
  let end = parts[0]?.length ?? 0
  const append = (bytes: Buffer): number => {
    const start = end
    // Values start at even places.
    const padded = bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(1)])
    parts.push(padded)
    end += padded.length
    return start
  }
  const moved: number[] = []
  for (const [index, offset] of offsets.entries()) {
    const count = counts[index] ?? 0
    // No data at all stands for an empty tile.
    moved.push(count === 0 ? 0 : append(await readAt(file, offset, count)))
  }
  const kept = [...directory.entries.values()].filter(({ tag }) => !POINTERS.has(tag) && tag !== offsetsTag)
  const entries = [...kept, offsetEntry(directory, offsetsTag, moved)].sort((a, b) => a.tag - b.tag)
  const written = entries.map((entry) => writeEntry(directory, entry, append))
  const start = end
  const { littleEndian, big } = directory
  parts.push(uint(entries.length, big ? 8 : 2, littleEndian), ...written, Buffer.alloc(big ? 8 : 4))
  const bytes = Buffer.concat(parts)
  uint(start, big ? 8 : 4, littleEndian).copy(bytes, big ? 8 : 4)
  return bytes
}

/** The whole file with this page in front: for pages that cannot be taken out. */
export function pageInFront(file: Buffer, { offset, littleEndian, big }: TiffDirectory): Buffer {
  uint(offset, big ? 8 : 4, littleEndian).copy(file, big ? 8 : 4)
  return file
}

/** A file's first bytes; the place of the first directory is filled in at the end. */
function header({ littleEndian, big }: TiffForm): Buffer {
  const order = Buffer.from(littleEndian ? 'II' : 'MM', 'latin1')
  if (!big) return Buffer.concat([order, uint(42, 2, littleEndian), Buffer.alloc(4)])
  return Buffer.concat([order, uint(43, 2, littleEndian), uint(8, 2, littleEndian), Buffer.alloc(10)])
}

function offsetEntry({ littleEndian, big }: TiffForm, tag: number, offsets: readonly number[]): TiffEntry {
  const value = Buffer.concat(offsets.map((offset) => uint(offset, big ? 8 : 4, littleEndian)))
  return { tag, type: big ? LONG8 : LONG, count: offsets.length, value }
}

function writeEntry(form: TiffForm, entry: TiffEntry, append: (bytes: Buffer) => number): Buffer {
  const { littleEndian, big } = form
  const room = big ? 8 : 4
  const place = Buffer.alloc(room)
  if (entry.value.length <= room) entry.value.copy(place)
  else uint(append(entry.value), room, littleEndian).copy(place)
  return Buffer.concat([
    uint(entry.tag, 2, littleEndian),
    uint(entry.type, 2, littleEndian),
    uint(entry.count, room, littleEndian),
    place,
  ])
}

function uint(value: number, size: number, littleEndian: boolean): Buffer {
  const bytes = Buffer.alloc(size)
  if (size === 8 && littleEndian) bytes.writeBigUInt64LE(BigInt(value))
  else if (size === 8) bytes.writeBigUInt64BE(BigInt(value))
  else if (littleEndian) bytes.writeUIntLE(value, 0, size)
  else bytes.writeUIntBE(value, 0, size)
  return bytes
}
