/** Takes chosen files out of a .tgz (an npm package). */
import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'

const block = 512

/**
 * Reads the named files of a gzipped tar archive into memory, name to content, and stops when it has them all.
 * Throws when one is not there.
 */
export async function readTarFiles(file: string, names: readonly string[]): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>()
  let pending = Buffer.alloc(0)
  let skip = 0
  for await (const chunk of createReadStream(file).pipe(
    createGunzip({ chunkSize: 1 << 20 }),
  ) as AsyncIterable<Buffer>) {
    if (skip >= chunk.length) {
      skip -= chunk.length
      continue
    }
    pending = Buffer.concat([pending, chunk.subarray(skip)])
    skip = 0
    while (pending.length >= block) {
      const { name, bytes } = parseHeader(pending)
      const whole = block + Math.ceil(bytes / block) * block
      const wanted = names.includes(name)
      if (wanted && pending.length < whole) break
      if (wanted) found.set(name, Buffer.from(pending.subarray(block, block + bytes)))
      skip = Math.max(0, whole - pending.length)
      pending = pending.subarray(whole)
    }
    if (found.size === names.length) return found
  }
  const missing = names.filter((name) => !found.has(name))
  throw new Error(`The package has no ${missing.join(', ')}`)
}

function parseHeader(header: Buffer): { name: string; bytes: number } {
  const text = (from: number, to: number): string => header.toString('utf8', from, to).split('\0')[0] ?? ''
  const prefix = text(345, 500)
  const name = text(0, 100)
  return { name: prefix ? `${prefix}/${name}` : name, bytes: Number.parseInt(text(124, 136).trim() || '0', 8) }
}
