/** Thumbnails and display versions of images: made once, kept in the project's cache, which may be deleted at any time. */
import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { StudioError } from '../api/errors.ts'
import { Limiter } from './limiter.ts'
import { MemoryCache } from './memoryCache.ts'
import { decodeError } from './damage.ts'
import { openImage } from './open.ts'
import { readImage } from './read.ts'

export interface Rendition {
  /** Names the form, for file names and ETags: "320", "display". */
  name: string
  /** Longest side in pixels at most. */
  side: number
  quality: number
}

/** Where a picture comes from and where its renditions are kept. */
export interface RenditionSource {
  /** The image's file, absolute. */
  file: string
  /** For messages. */
  name: string
  /** SHA-256 of the content: what renditions are kept by. */
  hash: string
  /** Folder for renditions; null keeps them in memory. */
  cacheFolder: string | null
}

const THUMBNAIL_SIDES = [160, 320, 640] as const

/** Thumbnails are made with a side that is kept already, the next larger one to what was asked. */
export function thumbnail(size: number): Rendition {
  const side = THUMBNAIL_SIDES.find((side) => side >= size) ?? 640
  return { name: String(side), side, quality: 80 }
}

/** For files that browsers cannot show or should not have to: a large screen full; what is looked at closer comes as tiles. */
export const DISPLAY: Rendition = { name: 'display', side: 4096, quality: 92 }

/** Decoding is done by threads of its own; more at once than cores only takes memory. */
const limiter = new Limiter(Math.max(1, os.availableParallelism() - 1))
/** For projects whose cache cannot be written: about a screen or two of thumbnails. */
const memory = new MemoryCache(64 * 1024 * 1024)
/** Renditions being made, so that two requests for one share the work. */
const inProgress = new Map<string, Promise<Buffer>>()

export const RENDITION_MIME = 'image/webp'

/** The folder of a project's thumbnails and display versions. */
export function thumbnailFolder(projectPath: string): string {
  return path.join(projectPath, 'cache', 'thumbnails')
}

/** Where the rendition of a picture with this hash is kept. */
export function renditionFile(cacheFolder: string, hash: string, rendition: Rendition): string {
  return path.join(cacheFolder, fileName(hash, rendition))
}

function fileName(hash: string, { name }: Rendition): string {
  return `${hash}-${name}.webp`
}

/**
 * The bytes (WebP, upright) of a rendition of an image, from the cache or made now.
 * @throws NOT_FOUND when the file is gone, BROKEN_FILE when nothing of it can be shown.
 */
export async function renditionBytes(
  source: RenditionSource,
  rendition: Rendition,
  signal?: AbortSignal,
): Promise<Buffer> {
  const name = fileName(source.hash, rendition)
  const file = source.cacheFolder === null ? null : path.join(source.cacheFolder, name)
  const kept = memory.get(name) ?? (file === null ? null : await unlessGone(readFile(file)))
  if (kept) return kept
  const running = inProgress.get(name)
  if (running) {
    return running.catch((error: unknown) => {
      // Dropped because who asked first went away: who is left starts it again.
      if (isAbort(error) && signal?.aborted !== true) return renditionBytes(source, rendition, signal)
      throw error
    })
  }
  const work = limiter.run(() => make(source, rendition), signal)
  inProgress.set(name, work)
  // Nobody waits for the disk: until the file is there, who asks gets what was made.
  const written = work.then((bytes) => keep(name, file, bytes))
  written.catch(() => undefined).finally(() => inProgress.delete(name))
  return work
}

async function keep(name: string, file: string | null, bytes: Buffer): Promise<void> {
  if (file === null || !(await writeCache(file, bytes))) memory.set(name, bytes)
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}

async function make(source: RenditionSource, rendition: Rendition): Promise<Buffer> {
  const bytes = await unlessGone(readImage(source.file))
  if (bytes === null) {
    const hint = 'Check that its folder or drive is still there.'
    throw new StudioError('NOT_FOUND', `The file of ${source.name} is missing.`, hint, { path: source.file })
  }
  return renderPicture(bytes, source.name, rendition)
}

/** Makes a rendition of an image in memory; kept by nobody. @throws BROKEN_FILE when nothing of it can be shown. */
export async function renderPicture(bytes: Buffer, name: string, rendition: Rendition): Promise<Buffer> {
  try {
    // What is left of a damaged picture is better than a gap; its problem is told beside it.
    const image = await openImage(bytes, name, 'none')
    return await image
      .autoOrient()
      .resize(rendition.side, rendition.side, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality: rendition.quality, effort: 1, smartSubsample: rendition === DISPLAY })
      .toBuffer()
  } catch (error) {
    throw decodeError(error, name)
  }
}

async function unlessGone(bytes: Promise<Buffer>): Promise<Buffer | null> {
  try {
    return await bytes
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw error
  }
}

/** Cache folders that were there a moment ago. */
const existing = new Set<string>()

/** Writes whole or not at all. A full or read-only disk is no reason to show nothing: false then. */
async function writeCache(file: string, bytes: Buffer): Promise<boolean> {
  const temporary = `${file}.${randomUUID()}.tmp`
  try {
    if (!existing.has(path.dirname(file))) await mkdir(path.dirname(file), { recursive: true })
    existing.add(path.dirname(file))
    await writeFile(temporary, bytes)
    await rename(temporary, file)
    return true
  } catch {
    existing.delete(path.dirname(file))
    await rm(temporary, { force: true }).catch(() => undefined)
    return false
  }
}
