/** Opening a database in a folder that cannot be written to. */
import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ProjectDatabase } from './database.ts'
import { migrate, readMigrations, schemaVersion } from './migrate.ts'

interface OpenedToRead {
  database: ProjectDatabase
  dispose: () => void
}

/**
 * Opens a database that cannot be written to. SQLite cannot read a write-ahead log without writing beside it, so a
 * database that still has one is read from a copy: what was saved last is shown, not what was there before. So is one
 * of an older version, as it has to be brought up to date.
 */
export function openReadOnly(file: string): OpenedToRead {
  const log = `${file}-wal`
  if (existsSync(log) && statSync(log).size > 0) return openCopy(file)
  const database = new ProjectDatabase(file, { immutable: true })
  try {
    if (!isOld(database)) return { database, dispose: () => database.close() }
  } catch (error) {
    database.close()
    throw error
  }
  database.close()
  return openCopy(file)
}

function openCopy(file: string): OpenedToRead {
  const folder = mkdtempSync(path.join(tmpdir(), 'focal-studio-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    const copy = path.join(folder, path.basename(file))
    copyFileSync(file, copy)
    if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${copy}-wal`)
    bringUpToDate(copy)
    const database = new ProjectDatabase(copy, { readOnly: true })
    return {
      database,
      dispose: () => {
        database.close()
        remove()
      },
    }
  } catch (error) {
    remove()
    throw error
  }
}

function bringUpToDate(copy: string): void {
  const database = new ProjectDatabase(copy)
  try {
    if (isOld(database)) migrate(database, readMigrations())
  } finally {
    database.close()
  }
}

/** Whether a database is a project of an older version; one without any is not a project. */
function isOld(database: ProjectDatabase): boolean {
  const version = schemaVersion(database)
  return version > 0 && version < readMigrations().length
}
