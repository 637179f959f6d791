/** The checkpoint of a run: one file, replaced whole. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { decodeTensors, encodeTensors, type TensorFile } from '../model/weights/safetensors.ts'
import { writeAtomically } from '../atomicWrite.ts'

const checkpointFileName = 'checkpoint.safetensors'

export async function writeCheckpoint(folder: string, checkpoint: TensorFile): Promise<void> {
  await writeAtomically(path.join(folder, checkpointFileName), encodeTensors(checkpoint))
}

/** The run's checkpoint, or null when it has none. Throws BROKEN_FILE when it is damaged. */
export async function readCheckpoint(folder: string): Promise<TensorFile | null> {
  const file = path.join(folder, checkpointFileName)
  let bytes: Buffer
  try {
    bytes = await readFile(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  return decodeTensors(bytes, file)
}
