/** Files that are either whole or absent, whatever happens in between. */
import { open, rename } from 'node:fs/promises'

/** Writes to a temporary name, waits until the bytes are on the disk, then renames. */
export async function writeAtomically(file: string, data: Uint8Array | string): Promise<void> {
  const temporary = `${file}.part`
  const handle = await open(temporary, 'w')
  try {
    await handle.writeFile(data)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(temporary, file)
}
