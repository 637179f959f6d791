/** The image files of a folder in which moved images are looked for. */
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { StudioError } from '../../api/errors.ts'
import type { FoundFile } from '../../dataset/relink/match.ts'
import { hashFile } from '../../images/hash.ts'
import { pagePath, splitPagePath } from '../../images/pages.ts'
import { probeBroken, probeHead, probeImage } from '../../images/probe.ts'
import { readImage } from '../../images/read.ts'
import { RENDITION_MIME, renderPicture, thumbnail } from '../../images/renditions.ts'
import { tiffPages } from '../../images/tiff/pages.ts'
import type { JobHandle } from '../../jobs/jobBoard.ts'
import type { ImageRecord } from '../../project/types.ts'
import { listFolder } from './source.ts'

export interface ImageFile extends FoundFile {
  /** Of the file, or of a page of it (core/images/pages.ts). */
  absolute: string
  /** Its content, where finding it took reading it. */
  hash?: string
}

/** Sizes of files are asked for so many at a time. */
const STATS_AT_ONCE = 64
const PICTURE_SIDE = 240

/**
 * Every image file below a folder, `path` relative to it; with `pages`, TIFFs of several pages as their pages.
 * @throws NOT_FOUND when there is no such folder.
 */
export async function listImageFiles(folder: string, pages: boolean, job: JobHandle): Promise<ImageFile[]> {
  const root = path.resolve(folder)
  const facts = await stat(root).catch(() => null)
  if (!facts?.isDirectory()) {
    const hint = 'Check the spelling, and that its drive is connected.'
    throw new StudioError('NOT_FOUND', `There is no folder ${root}.`, hint, { path: root })
  }
  job.progress(0, null, `Looking into ${path.basename(root)}`)
  const { images } = await listFolder(root, '')
  const files: ImageFile[] = []
  await atOnce(STATS_AT_ONCE, images.sort(), job, async (image) => {
    const absolute = path.join(root, ...image.split('/'))
    const found = await stat(absolute).catch(() => null)
    if (!found?.isFile()) return
    const inside = pages && /\.tiff?$/i.test(image) ? await pagesOf(image, absolute) : []
    if (inside.length > 1) files.push(...inside)
    else files.push({ path: image, absolute, bytes: found.size })
  })
  return files
}

/** A page is known by its content as a file of its own. What cannot be read has no pages. */
async function pagesOf(image: string, absolute: string): Promise<ImageFile[]> {
  try {
    const found: ImageFile[] = []
    for (const page of await tiffPages(absolute)) {
      const place = pagePath(absolute, page)
      found.push({ path: pagePath(image, page), absolute: place, ...(await probeBroken(place)) })
    }
    return found
  } catch {
    return []
  }
}

/** What must be known of a file that takes an image's place; null when it is no readable image. */
export async function fileFacts(
  file: ImageFile,
  known: string | undefined,
): Promise<Pick<ImageRecord, 'width' | 'height' | 'orientation' | 'bytes' | 'hash'> | null> {
  try {
    const isPage = splitPagePath(file.absolute).page !== null
    const { width, height, orientation } = await (isPage ? probeImage : probeHead)(file.absolute)
    return { width, height, orientation, bytes: file.bytes, hash: known ?? (await hashFile(file.absolute)) }
  } catch {
    return null
  }
}

/** A small version as a data: address; null when the file cannot be drawn. */
export async function smallPicture(file: ImageFile): Promise<string | null> {
  try {
    const bytes = await renderPicture(await readImage(file.absolute), file.path, thumbnail(PICTURE_SIDE))
    return `data:${RENDITION_MIME};base64,${bytes.toString('base64')}`
  } catch {
    return null
  }
}

/** Does work on each, some at a time, until the job is cancelled. */
export async function atOnce<T>(
  number: number,
  items: readonly T[],
  { signal }: Pick<JobHandle, 'signal'>,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = items.values()
  const worker = async () => {
    for (const item of waiting) {
      signal.throwIfAborted()
      await work(item)
    }
  }
  await Promise.all(Array.from({ length: number }, worker))
}
