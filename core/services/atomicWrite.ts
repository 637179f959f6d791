/** Files that are either the old or the new, whatever happens in between. */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import path from 'node:path'

let counter = 0

/** Writes a file by a temporary name in the same folder, flushed to the disk and then renamed. Makes the folder. */
export function writeFileAtomically(file: string, content: string | Uint8Array): void {
  mkdirSync(path.dirname(file), { recursive: true })
  const temporary = `${file}.${process.pid}-${counter++}.tmp`
  try {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content
    const handle = openSync(temporary, 'wx')
    try {
      for (let written = 0; written < bytes.length;) written += writeSync(handle, bytes, written)
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    renameSync(temporary, file)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}
