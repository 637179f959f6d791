/** Finds out what a project must know of an image file: size, orientation, content hash, and whether it is whole. */
import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { StudioError, toStudioError } from '../api/errors.ts'
import type { ImageRecord } from '../project/types.ts'
import { fileImageKind, imageKind, type ImageKind } from './fileKind.ts'
import { hashBytes, hashFile } from './hash.ts'
import { decodeError, MAX_PIXELS, openImage } from './open.ts'

export interface ProbedImage extends Pick<
  ImageRecord,
  'width' | 'height' | 'orientation' | 'bytes' | 'hash' | 'problem'
> {
  kind: ImageKind
}

/** Larger files are read in pieces, and only their headers are checked. */
const READ_WHOLE_BYTES = 256 * 1024 * 1024
/** Decoding more pixels than this would make an import slow; such files are checked when they are used. */
const CHECKED_PIXELS = 100_000_000
/** JPEGs are decoded at an eighth of their size, which reads the whole file at a fraction of the time. */
const CHECK_SIDE = 64

/**
 * Probes an image file. A file whose size can be read but whose picture is not whole is returned with its `problem`.
 * @throws NOT_FOUND and other file errors, UNSUPPORTED for what is no known image, BROKEN_FILE when nothing can be read.
 */
export async function probeImage(file: string): Promise<ProbedImage> {
  const name = path.basename(file)
  try {
    const { size } = await stat(file)
    if (size === 0) throw new StudioError('BROKEN_FILE', `${name} is an empty file.`, undefined, { path: file })
    return size > READ_WHOLE_BYTES ? await probeLarge(file, name, size) : await probeBytes(await readFile(file), name)
  } catch (error) {
    throw toStudioError(error)
  }
}

async function probeBytes(bytes: Buffer, name: string): Promise<ProbedImage> {
  const facts = await readFacts(openImage(bytes, name), name, imageKind(bytes))
  const small = facts.width * facts.height <= CHECKED_PIXELS
  const problem = small ? await findProblem(openImage(bytes, name), name) : null
  return { ...facts, bytes: bytes.length, hash: hashBytes(bytes), problem }
}

async function probeLarge(file: string, name: string, size: number): Promise<ProbedImage> {
  const image = sharp(file, { limitInputPixels: MAX_PIXELS })
  const facts = await readFacts(image, name, await fileImageKind(file))
  return { ...facts, bytes: size, hash: await hashFile(file), problem: null }
}

async function readFacts(image: Sharp, name: string, kind: ImageKind | null) {
  try {
    const metadata = await image.metadata()
    // Tags outside 1 to 8 mean nothing.
    const tag = metadata.orientation ?? 1
    const orientation = tag >= 1 && tag <= 8 ? tag : 1
    const { width, height } = metadata.autoOrient
    if (kind === null || width < 1 || height < 1) throw new Error('The header has no size.')
    if (width * height > MAX_PIXELS) throw new Error('Exceeds the pixel limit.')
    return { width, height, orientation, kind }
  } catch (error) {
    throw decodeError(error, name)
  }
}

/** Decodes the picture and says what is wrong with it, or null. */
async function findProblem(image: Sharp, name: string): Promise<string | null> {
  try {
    await image.resize(CHECK_SIDE, CHECK_SIDE, { fit: 'inside', kernel: 'nearest' }).raw().toBuffer()
    return null
  } catch (error) {
    return decodeError(error, name).message
  }
}
