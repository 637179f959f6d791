/** Which pictures an import is copying into the project: a killed import must not leave copies that nobody knows. */
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { findImageByPath } from '../../project/images.ts'
import { storedImagePath } from '../../project/paths.ts'
import type { Project } from '../../project/project.ts'
import { listedFolder } from '../staging/leftovers.ts'
import { isLeftOver, notedFiles, writeNote } from '../staging/note.ts'

/** A copy in the making has this at the end of its name. */
export const PART = '.part'

const NAME = /^copies-[0-9a-f]{12}\.json$/

/** Notes the files that will be written, all of them in the project. @returns what removes the note. */
export async function noteCopies(project: Project, files: readonly string[]): Promise<() => Promise<void>> {
  if (files.length === 0) return async () => {}
  const note = path.join(listedFolder(project.path), `copies-${randomBytes(6).toString('hex')}.json`)
  await mkdir(path.dirname(note), { recursive: true })
  const relative = files.map((file) => path.relative(project.path, file).split(path.sep).join('/'))
  const stopTouching = await writeNote(note, path.basename(note, '.json'), relative)
  return async () => {
    stopTouching()
    // A note that stays (a virus scanner holds it) is harmless: pictures that the project knows are never cleared.
    await rm(note, { force: true }).catch(() => undefined)
  }
}

/** Removes copies of killed imports that no image of the project is. To be called when the project is opened. */
export async function clearCopies(project: Project): Promise<void> {
  const folder = listedFolder(project.path)
  const pictures = path.join(project.path, 'images') + path.sep
  for (const name of existsSync(folder) ? await readdir(folder) : []) {
    const note = path.join(folder, name)
    if (!NAME.test(name) || !(await isLeftOver(note, path.basename(name, '.json')))) continue
    for (const relative of await notedFiles(note)) {
      const file = path.join(project.path, ...relative.split('/'))
      // A note that someone tampered with leads nowhere else.
      if (!file.startsWith(pictures)) continue
      await rm(file + PART, { force: true })
      if (findImageByPath(project, storedImagePath(project, file)) === null) await rm(file, { force: true })
    }
    await rm(note, { force: true })
  }
}
