/** The folder in which a project is made before it gets its name: .NAME.making-PROCESS-ANYTHING, hidden beside its place. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { isAlive } from './isAlive.ts'

const HALF_MADE = /^\..+\.making-(\d+)-[A-Za-z0-9]{6}$/
/** All that a project has before it appears. */
const PARTS = new Set(['project.db', 'project.db-journal', 'project.db-wal', 'project.db-shm', 'runs', 'cache'])

/** Makes the folder for a project that will be at `target`. Errors are those of the file system, about its parent. */
export function beginProject(target: string): string {
  const parent = path.dirname(target)
  try {
    return mkdtempSync(path.join(parent, `.${path.basename(target)}.making-${process.pid}-`))
  } catch (error) {
    throw Object.assign(error as NodeJS.ErrnoException, { path: parent })
  }
}

/** Removes what processes that have ended left half made in a folder. What cannot be removed is in nobody's way. */
export function removeHalfMade(folder: string): void {
  for (const name of namesIn(folder)) {
    const [, maker] = HALF_MADE.exec(name) ?? []
    const place = path.join(folder, name)
    if (maker === undefined || isAlive(Number(maker)) || !namesIn(place).every((part) => PARTS.has(part))) continue
    try {
      rmSync(place, { recursive: true, force: true })
    } catch {
      // Another user's, say: the next one will do.
      continue
    }
  }
}

/** None where there is no such folder, or where it cannot be read. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
