/** Opens a weights file of any known format. */
import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { StudioError, toStudioError } from '../../api/errors.ts'
import { readPth } from './pth.ts'
import { decodeTensors, type TensorData } from './safetensors.ts'
import { plainNames } from './stateDict.ts'

/** Larger files could not be read at once; the largest network here has half a gigabyte. */
const mostBytes = 2 ** 31 - 1

/**
 * The tensors of a file by its own names. The content tells the format, not the ending. Throws NOT_FOUND or the like
 * when it cannot be opened, UNSUPPORTED when it is too large, BROKEN_FILE when it is no weights file.
 */
export async function readWeightsFile(file: string): Promise<Map<string, TensorData>> {
  const bytes = await readBytes(file)
  const name = path.basename(file)
  // A safetensors file begins with the length of its header, which begins with a brace.
  return bytes[8] === 0x7b ? plainNames(decodeTensors(bytes, name).tensors) : readPth(bytes, name)
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    const { size } = await stat(file)
    if (size <= mostBytes) return await readFile(file)
  } catch (error) {
    throw toStudioError(error)
  }
  throw new StudioError('UNSUPPORTED', `${file} is larger than two gigabytes.`, 'Save the weights alone.', { file })
}
