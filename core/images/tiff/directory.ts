/** Reads the directories of a TIFF or BigTIFF file: one for each page, with its entries (TIFF 6.0, section 2). */
import type { FileHandle } from 'node:fs/promises'

/** How numbers are written in a file. */
export interface TiffForm {
  littleEndian: boolean
  /** BigTIFF: counts and offsets have eight bytes. */
  big: boolean
}

export interface TiffEntry {
  tag: number
  type: number
  count: number
  /** Its value as written, in the file's byte order. */
  value: Buffer
}

export interface TiffDirectory extends TiffForm {
  /** Where it stands in the file, and where the next one does; 0 after the last. */
  offset: number
  next: number
  entries: ReadonlyMap<number, TiffEntry>
}

export const TAG = {
  newSubfileType: 254,
  subfileType: 255,
  compression: 259,
  stripOffsets: 273,
  stripByteCounts: 279,
  tileOffsets: 324,
  tileByteCounts: 325,
} as const

/** Bytes of one value of each type. */
const TYPE_BYTES = new Map<number, number>([
  ...[1, 2, 6, 7].map((type) => [type, 1] as const),
  ...[3, 8].map((type) => [type, 2] as const),
  ...[4, 9, 11, 13].map((type) => [type, 4] as const),
  ...[5, 10, 12, 16, 17, 18].map((type) => [type, 8] as const),
])
const MOST_ENTRIES = 4096
/** Tables of strips of the largest scans have a few megabytes. */
const LARGEST_VALUE = 64 * 1024 * 1024
/** All values of a directory together: many may claim the same large part of a small file. */
const LARGEST_DIRECTORY = 2 * LARGEST_VALUE
/** Stacks of thousands are common in microscopy; what claims more only claims it. */
const MOST_PAGES = 10_000

/** An open file and its size. */
export interface SizedFile {
  handle: FileHandle
  size: number
}

export class TiffFile {
  readonly file: SizedFile
  readonly #form: TiffForm
  readonly #first: number

  private constructor(file: SizedFile, form: TiffForm, first: number) {
    this.file = file
    this.#form = form
    this.#first = first
  }

  /** Null when the file is no TIFF. */
  static async open(file: SizedFile): Promise<TiffFile | null> {
    const header = await readAt(file, 0, 16)
    const order = header.toString('latin1', 0, 2)
    if (header.length < 8 || (order !== 'II' && order !== 'MM')) return null
    const littleEndian = order === 'II'
    const version = uint(header, 2, 2, littleEndian)
    if (version === 42) return new TiffFile(file, { littleEndian, big: false }, uint(header, 4, 4, littleEndian))
    if (version !== 43 || header.length < 16) return null
    return new TiffFile(file, { littleEndian, big: true }, uint(header, 8, 8, littleEndian))
  }

  /** The directories in the file's order, with these tags only; ends early where the chain is broken or runs in a circle. */
  async *directories(tags: readonly number[]): AsyncGenerator<TiffDirectory> {
    const seen = new Set<number>()
    for (let offset = this.#first; offset > 0 && !seen.has(offset) && seen.size < MOST_PAGES;) {
      seen.add(offset)
      const directory = await this.directoryAt(offset, tags)
      if (directory === null) return
      yield directory
      offset = directory.next
    }
  }

  /** With all entries that can be read, or those of some tags. Null when there is none at that place. */
  async directoryAt(offset: number, tags?: readonly number[]): Promise<TiffDirectory | null> {
    const { littleEndian, big } = this.#form
    const [countBytes, entryBytes, linkBytes] = big ? [8, 20, 8] : [2, 12, 4]
    const head = await readAt(this.file, offset, countBytes)
    if (head.length < countBytes) return null
    const count = uint(head, 0, countBytes, littleEndian)
    if (count < 1 || count > MOST_ENTRIES) return null
    const table = await readAt(this.file, offset + countBytes, count * entryBytes + linkBytes)
    if (table.length < count * entryBytes) return null
    const entries = new Map<number, TiffEntry>()
    let left = LARGEST_DIRECTORY
    for (let at = 0; at < count * entryBytes; at += entryBytes) {
      if (tags && !tags.includes(uint(table, at, 2, littleEndian))) continue
      const entry = await this.#entry(table.subarray(at, at + entryBytes), Math.min(left, LARGEST_VALUE))
      if (entry === null) continue
      entries.set(entry.tag, entry)
      left -= entry.value.length
    }
    const link = table.subarray(count * entryBytes)
    const next = link.length === linkBytes ? uint(link, 0, linkBytes, littleEndian) : 0
    return { offset, next, littleEndian, big, entries }
  }

  /** Null for what cannot be read: of an unknown type, of more bytes than `most`, or outside the file. */
  async #entry(bytes: Buffer, most: number): Promise<TiffEntry | null> {
    const { littleEndian, big } = this.#form
    const tag = uint(bytes, 0, 2, littleEndian)
    const type = uint(bytes, 2, 2, littleEndian)
    const count = uint(bytes, 4, big ? 8 : 4, littleEndian)
    const inside = bytes.subarray(big ? 12 : 8)
    const size = (TYPE_BYTES.get(type) ?? Infinity) * count
    // Of an unknown type with no values at all this is no number.
    if (!(size > 0 && size <= most)) return null
    if (size <= inside.length) return { tag, type, count, value: Buffer.from(inside.subarray(0, size)) }
    const value = await readAt(this.file, uint(inside, 0, inside.length, littleEndian), size)
    return value.length === size ? { tag, type, count, value } : null
  }
}

/** The whole numbers of an entry; empty when there is none. */
export function numbers(directory: TiffDirectory, tag: number): number[] {
  const entry = directory.entries.get(tag)
  const size = entry ? (TYPE_BYTES.get(entry.type) ?? 0) : 0
  if (!entry || size === 0) return []
  return Array.from({ length: entry.count }, (_, index) =>
    uint(entry.value, index * size, size, directory.littleEndian),
  )
}

/** Up to `length` bytes from a place in a file; fewer at its end, none at a place that makes no sense. */
export async function readAt({ handle, size }: SizedFile, position: number, length: number): Promise<Buffer> {
  if (!Number.isSafeInteger(position)) return Buffer.alloc(0)
  const wanted = Math.max(0, Math.min(length, size - position))
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(wanted), 0, wanted, position)
  return buffer.subarray(0, bytesRead)
}

function uint(bytes: Buffer, at: number, size: number, littleEndian: boolean): number {
  if (size === 8) return Number(littleEndian ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at))
  return littleEndian ? bytes.readUIntLE(at, size) : bytes.readUIntBE(at, size)
}
