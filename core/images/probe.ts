/** Finds out what a project must know of an image file: size, orientation, content hash, and whether it is whole. */
import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import sharp, { type Metadata, type Sharp } from 'sharp'
import { StudioError, toStudioError } from '../api/errors.ts'
import type { ImageRecord } from '../project/types.ts'
import { fileImageKind, imageKind, type ImageKind } from './fileKind.ts'
import { fingerprintOf } from './fingerprint.ts'
import { hashBytes, hashFile } from './hash.ts'
import { assertDecodable, MAX_PIXELS } from './bombs.ts'
import { assertColours } from './channels.ts'
import { checkPicture, decodeError } from './damage.ts'
import { openStored } from './open.ts'
import { nameOfPath, splitPagePath } from './pages.ts'
import { previewOf } from './preview.ts'
import { readImage } from './read.ts'

export interface ProbedImage extends Pick<
  ImageRecord,
  'width' | 'height' | 'orientation' | 'bytes' | 'hash' | 'problem'
> {
  kind: ImageKind
  /** Pictures in a TIFF, smaller versions of its pages among them (tiff/pages.ts tells which); 1 for everything else. */
  pages: number
  /** What `previewOf` gives; null for what was not decoded, and for TIFFs, whose levels are not known yet. */
  preview: string | null
  /** What `fingerprintOf` gives; null as the preview is. */
  fingerprint: string | null
}

/** Larger files are read in pieces, and only their headers are checked. */
const READ_WHOLE_BYTES = 256 * 1024 * 1024
/** Decoding more pixels than this would make an import slow; such files are checked when they are used. */
const CHECKED_PIXELS = 100_000_000

/**
 * Probes an image file, or a page of one. A file whose size can be read but whose picture is not whole is returned with its `problem`.
 * @throws NOT_FOUND and other file errors, UNSUPPORTED for what is no known image, BROKEN_FILE when nothing can be read.
 */
export async function probeImage(file: string): Promise<ProbedImage> {
  const name = nameOfPath(path.basename(file))
  try {
    if (splitPagePath(file).page !== null) return { ...(await probeBytes(await readImage(file), name)), pages: 1 }
    const { size } = await stat(file)
    if (size === 0) throw new StudioError('BROKEN_FILE', `${name} is an empty file.`, undefined, { path: file })
    return size > READ_WHOLE_BYTES ? await probeLarge(file, name, size) : await probeBytes(await readFile(file), name)
  } catch (error) {
    throw toStudioError(error)
  }
}

/** What can be known of a file of which nothing can be decoded. Errors are those of the file system. */
export async function probeBroken(file: string): Promise<Pick<ProbedImage, 'bytes' | 'hash'>> {
  if (splitPagePath(file).page !== null) {
    const bytes = await readImage(file)
    return { bytes: bytes.length, hash: hashBytes(bytes) }
  }
  const { size } = await stat(file)
  return { bytes: size, hash: await hashFile(file) }
}

/** The hash that probing gives, without decoding anything. Errors are those of the file system. */
export async function contentHash(file: string): Promise<string> {
  if (splitPagePath(file).page !== null) return hashBytes(await readImage(file))
  const { size } = await stat(file)
  return size > READ_WHOLE_BYTES ? hashFile(file) : hashBytes(await readFile(file))
}

/** Upright size and orientation from a file's head, without looking at its picture. Throws as `probeImage` does. */
export async function probeHead(file: string): Promise<Pick<ProbedImage, 'width' | 'height' | 'orientation'>> {
  const name = path.basename(file)
  try {
    const { size } = await stat(file)
    return await readFacts(sharp(file, { limitInputPixels: MAX_PIXELS }), name, await fileImageKind(file), size)
  } catch (error) {
    throw toStudioError(error)
  }
}

async function probeBytes(bytes: Buffer, name: string): Promise<ProbedImage> {
  const image = openStored(bytes, name)
  const facts = await readFacts(image, name, imageKind(bytes), bytes.length)
  assertColours(await image.metadata(), facts.kind, bytes, name)
  const size = facts.width * facts.height
  const open = (failOn: 'error' | 'warning') => openStored(bytes, name, failOn)
  const checked = size <= CHECKED_PIXELS ? await checkPicture(open, size, name) : { problem: null, pixels: null }
  const pixels = facts.kind === 'tiff' ? null : checked.pixels
  const looks = {
    preview: pixels && previewOf(pixels, facts.orientation),
    fingerprint: pixels && fingerprintOf(pixels, facts.orientation),
  }
  return { ...facts, bytes: bytes.length, hash: hashBytes(bytes), problem: checked.problem, ...looks }
}

async function probeLarge(file: string, name: string, size: number): Promise<ProbedImage> {
  const image = sharp(file, { limitInputPixels: MAX_PIXELS })
  const facts = await readFacts(image, name, await fileImageKind(file), size)
  return { ...facts, bytes: size, hash: await hashFile(file), problem: null, preview: null, fingerprint: null }
}

async function readFacts(image: Sharp, name: string, kind: ImageKind | null, bytes: number) {
  try {
    const metadata = await image.metadata()
    // Tags outside 1 to 8 mean nothing.
    const tag = metadata.orientation ?? 1
    const orientation = tag >= 1 && tag <= 8 ? tag : 1
    const { width, height } = metadata.autoOrient
    if (kind === null || width < 1 || height < 1) throw new Error('The header has no size.')
    assertDecodable(metadata, kind, bytes, name)
    return { width, height, orientation, kind, pages: fullPages(metadata, kind) }
  } catch (error) {
    throw decodeError(error, name)
  }
}

/** Animations of other kinds have frames, of which the first stands for all. */
function fullPages({ pages }: Metadata, kind: ImageKind): number {
  return kind === 'tiff' ? (pages ?? 1) : 1
}
