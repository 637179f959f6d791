/** Opening a project's database: to write where that can be, else to read, with the reason. */
import { accessSync, constants, statSync } from 'node:fs'
import { StudioError, toStudioError } from '../api/errors.ts'
import { assertOurs, checkPages } from './backups/check.ts'
import { makeBackup } from './backups/make.ts'
import { ProjectDatabase } from './database.ts'
import { RESTORE_HINT } from './databaseErrors.ts'
import { migrate, readMigrations, schemaVersion } from './migrate.ts'
import { openReadOnly } from './readOnly.ts'

/** Databases up to this size are checked whole before they open (a tenth of a second); larger ones afterwards. */
export const CHECKED_BYTES = 16 * 1024 * 1024

export interface OpenedDatabase {
  database: ProjectDatabase
  /** Why it can only be read, in a sentence; null when it can be written to. */
  notice: string | null
  dispose: () => void
}

/**
 * Opens the database of the project `name` in the folder `projectPath`. One of an older version is backed up and brought
 * up to date. @throws BROKEN_FILE when it is damaged, CONFLICT when it is locked.
 */
export function openDatabase(projectPath: string, file: string, name: string): OpenedDatabase {
  // SQLite would take an empty file for a new database, and the labels for none.
  if (statSync(file).size === 0) {
    throw new StudioError('BROKEN_FILE', `The database of ${name} is an empty file.`, RESTORE_HINT, { path: file })
  }
  const opened = openSomehow(projectPath, file, name)
  try {
    assertOurs(opened.database)
    if (statSync(file).size <= CHECKED_BYTES) checkPages(opened.database)
    return opened
  } catch (error) {
    opened.dispose()
    throw error
  }
}

function openSomehow(projectPath: string, file: string, name: string): OpenedDatabase {
  if (!isWritable(projectPath) || !isWritable(file)) {
    const notice = `${name} is open read-only: its folder cannot be written to. Copy it to one that can.`
    return { ...openReadOnly(file), notice }
  }
  try {
    return openToWrite(file, name)
  } catch (error) {
    if (toStudioError(error).code !== 'DISK_FULL') throw error
    const notice = `${name} is open read-only: its drive is full. Free some space and open it again.`
    return { ...openReadOnly(file), notice }
  }
}

function openToWrite(file: string, name: string): OpenedDatabase {
  const database = new ProjectDatabase(file)
  try {
    assertOurs(database)
    const migrations = readMigrations()
    const newest = migrations.at(-1)?.version ?? 0
    const version = schemaVersion(database)
    if (version > newest) {
      database.close()
      const readOnly = new ProjectDatabase(file, { readOnly: true })
      const notice = `${name} was made by a newer version of Focal Studio and is open read-only. Update the studio.`
      return { database: readOnly, notice, dispose: () => readOnly.close() }
    }
    if (version < newest) {
      makeBackup(database, 'upgrade')
      migrate(database, migrations)
    }
  } catch (error) {
    database.close()
    throw error
  }
  return { database, notice: null, dispose: () => database.close() }
}

function isWritable(location: string): boolean {
  try {
    accessSync(location, constants.W_OK)
    return true
  } catch {
    return false
  }
}
