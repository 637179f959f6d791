/** Copies of imported images in the project's own folder. */
import { constants, copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { folderOf } from '../../dataset/source.ts'
import { fileNameOfPath, splitPagePath } from '../../images/pages.ts'
import { hashFile } from '../../images/hash.ts'
import { readImage } from '../../images/read.ts'
import type { JobHandle } from '../../jobs/jobBoard.ts'
import { imagePath, storedImagePath } from '../../project/paths.ts'
import type { Project } from '../../project/project.ts'
import { noteCopies, PART } from './copyNotes.ts'
import { nameKey, possibleName, possiblePath } from './fileNames.ts'
import type { GatheredImage } from './gather.ts'

/**
 * Gives the images the paths that copies in images/ will have; names that are taken get a number. A file that is there
 * already may belong to images that undo brings back: it is used when it has the very content, and never overwritten.
 */
export async function planCopies(
  project: Project,
  images: readonly GatheredImage[],
  taken: ReadonlySet<string>,
): Promise<GatheredImage[]> {
  const used = new Set([...taken].map(nameKey))
  const planned: GatheredImage[] = []
  for (const image of images) {
    const folder = possiblePath(folderOf(image.annotated.image)).split('/')
    const target = path.join(project.path, 'images', ...folder, copyName(image))
    const { dir, name, ext } = path.parse(target)
    let place = target
    for (let number = 2; !(await isFree(project, place, image, used)); number++) {
      place = path.join(dir, `${name}-${number}${ext}`)
    }
    const stored = storedImagePath(project, place)
    used.add(nameKey(stored))
    planned.push({ ...image, path: stored })
  }
  return planned
}

async function isFree(
  project: Project,
  file: string,
  { hash }: GatheredImage,
  used: ReadonlySet<string>,
): Promise<boolean> {
  if (used.has(nameKey(storedImagePath(project, file)))) return false
  return !existsSync(file) || (await hashFile(file).catch(() => null)) === hash
}

/** The image's name, with the extension of the file that is copied: a converted picture has another one. */
function copyName({ annotated, file }: GatheredImage): string {
  const name = possibleName(fileNameOfPath(annotated.image))
  const [written, real] = [path.extname(name), path.extname(splitPagePath(file).file)]
  return written.toLowerCase() === real.toLowerCase() ? name : name.slice(0, name.length - written.length) + real
}

export interface Copies {
  /** To be called once the project knows the images. */
  keep(): Promise<void>
  /** Removes the copies again. */
  takeBack(): Promise<void>
}

/** Copies the files to where `planCopies` wants them, and notes them so that a kill leaves none that nobody knows. */
export async function copyImages(project: Project, images: readonly GatheredImage[], job: JobHandle): Promise<Copies> {
  // What is there already has the right content.
  const absent = images
    .map((image) => ({ image, target: imagePath(project, image.path) }))
    .filter(({ target }) => !existsSync(target))
  const keep = await noteCopies(
    project,
    absent.map(({ target }) => target),
  )
  const takeBack = async () => {
    for (const { target } of absent) for (const file of [target, target + PART]) await rm(file, { force: true })
    await keep()
  }
  try {
    for (const [index, { image, target }] of absent.entries()) {
      job.signal.throwIfAborted()
      await mkdir(path.dirname(target), { recursive: true })
      const temporary = target + PART
      if (splitPagePath(image.file).page !== null) await writeFile(temporary, await readImage(image.file))
      else await copyFile(image.file, temporary, constants.COPYFILE_FICLONE)
      await rename(temporary, target)
      job.progress(index + 1, absent.length, `Copying ${image.annotated.image}`)
    }
    return { keep, takeBack }
  } catch (error) {
    await takeBack()
    throw error
  }
}
