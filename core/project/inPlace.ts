/** Whether an open database is still the file that its path names. */
import { statSync } from 'node:fs'
import path from 'node:path'
import { StudioError } from '../api/errors.ts'

/** What tells a file from every other one of this computer; null when there is none at the path. */
export function fileIdentity(file: string): string | null {
  try {
    const { dev, ino } = statSync(file, { bigint: true })
    return `${dev} ${ino}`
  } catch {
    // Whatever the reason, the file cannot be reached by its name: its drive may answer with any error.
    return null
  }
}

/** The error for a database that was removed, moved or replaced while it was open. */
export function gone(databaseFile: string): StudioError {
  const folder = path.dirname(databaseFile)
  const details = { path: databaseFile }
  if (fileIdentity(databaseFile) === null) {
    const message = `${folder} is no longer there: it was moved, renamed or removed, or its drive was.`
    return new StudioError('NOT_FOUND', message, 'Bring it back, or open the project where it is now.', details)
  }
  const message = `The database of ${folder} was replaced by another one while it was open.`
  return new StudioError('CONFLICT', message, 'Open the project again.', details)
}
