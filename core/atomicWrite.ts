/** Files that are either the old or the new, whatever happens in between. */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import path from 'node:path'

let counter = 0

/**
 * Writes a file by a temporary name in the same folder, flushed to the disk and then renamed. Makes the folder. Several
 * processes may write the same file: the last one counts.
 */
export function writeAtomicallySync(file: string, content: string | Uint8Array): void {
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

/**
 * The same for large files in a folder that nobody else writes to. What a kill leaves of the temporary file, which may
 * be hundreds of megabytes, is written over the next time.
 */
export async function writeAtomically(file: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${file}.part`
  try {
    const handle = await open(temporary, 'w')
    try {
      await handle.writeFile(content)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, file)
  } catch (error) {
    // On a full drive half a checkpoint would take the room that the next labels need.
    await rm(temporary, { force: true })
    throw error
  }
}
