/** Copies of imported images in the project's own folder. */
import { constants, copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { folderOf } from '../../dataset/source.ts'
import { fileNameOfPath, splitPagePath } from '../../images/pages.ts'
import { readImage } from '../../images/read.ts'
import type { JobHandle } from '../../jobs/jobBoard.ts'
import { imagePath, storedImagePath } from '../../project/paths.ts'
import type { Project } from '../../project/project.ts'
import type { GatheredImage } from './gather.ts'

/** Gives the images the paths that copies in images/ will have; names that are taken get a number. */
export function planCopies(project: Project, images: GatheredImage[], taken: ReadonlySet<string>): GatheredImage[] {
  const used = new Set([...taken].map((stored) => stored.toLowerCase()))
  return images.map((image) => {
    const target = path.join(project.path, 'images', ...folderOf(image.annotated.image).split('/'), copyName(image))
    const { dir, name, ext } = path.parse(target)
    let stored = storedImagePath(project, target)
    for (let number = 2; used.has(stored.toLowerCase()); number++) {
      stored = storedImagePath(project, path.join(dir, `${name}-${number}${ext}`))
    }
    used.add(stored.toLowerCase())
    return { ...image, path: stored }
  })
}

/** The image's name, with the extension of the file that is copied: a converted picture has another one. */
function copyName({ annotated, file }: GatheredImage): string {
  const name = fileNameOfPath(annotated.image)
  const [written, real] = [path.extname(name), path.extname(splitPagePath(file).file)]
  return written.toLowerCase() === real.toLowerCase() ? name : name.slice(0, name.length - written.length) + real
}

/** Copies the files to where `planCopies` wants them. @returns a function that removes the copies again. */
export async function copyImages(
  project: Project,
  images: readonly GatheredImage[],
  job: JobHandle,
): Promise<() => Promise<void>> {
  const copied: string[] = []
  const takeBack = async () => {
    for (const file of copied) await rm(file, { force: true })
  }
  try {
    for (const [index, image] of images.entries()) {
      job.signal.throwIfAborted()
      const target = imagePath(project, image.path)
      await mkdir(path.dirname(target), { recursive: true })
      const temporary = `${target}.part`
      copied.push(temporary, target)
      if (splitPagePath(image.file).page !== null) await writeFile(temporary, await readImage(image.file))
      else await copyFile(image.file, temporary, constants.COPYFILE_FICLONE)
      await rename(temporary, target)
      job.progress(index + 1, images.length, `Copying ${image.annotated.image}`)
    }
    return takeBack
  } catch (error) {
    await takeBack()
    throw error
  }
}
