/**
 * Going back to a backup. The database that was there is put aside, never deleted, and whatever moment the process is
 * killed at, opening the project finds the old database or the restored one.
 */
import { copyFileSync, existsSync, renameSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { StudioError, toStudioError } from '../../api/errors.ts'
import { ProjectDatabase } from '../database.ts'
import { assertOurs, checkPages } from './check.ts'
import { backupsFolder, listBackupFiles, removeBackup, syncFile, syncFolder } from './files.ts'
import { backupName } from './names.ts'
import { outdated } from './rotation.ts'

/** A whole copy of the backup, ready to take the database's place. Without a database beside it, it does so on opening. */
const READY = '.restoring'

/**
 * Puts a backup in the place of a project's database. The project must be closed, here and everywhere else.
 * @throws NOT_FOUND for a backup that is not there, BROKEN_FILE for a damaged one, CONFLICT when another program has the
 * project open, DISK_FULL, READ_ONLY.
 */
export function restoreBackup(databaseFile: string, name: string, now = new Date()): void {
  const projectPath = path.dirname(databaseFile)
  const all = listBackupFiles(projectPath)
  const backup = all.find((one) => one.name === name)
  if (!backup) {
    const message = `${path.basename(projectPath)} has no backup ${name}.`
    throw new StudioError('NOT_FOUND', message, 'Choose one from the list of its backups.', { name })
  }
  finishRestore(databaseFile)
  prepare(backup.file, databaseFile)
  if (existsSync(databaseFile)) {
    closeLog(databaseFile)
    const aside = path.join(backupsFolder(projectPath), backupName((all[0]?.sequence ?? 0) + 1, now, 'restore'))
    renameSync(databaseFile, aside)
  }
  finishRestore(databaseFile)
  for (const old of outdated(listBackupFiles(projectPath))) removeBackup(old.file)
}

/** Completes a restore that was cut off after the old database had been put aside. */
export function finishRestore(databaseFile: string): void {
  const ready = databaseFile + READY
  // With a database in its place nothing had changed yet; another process may be at it right now.
  if (existsSync(databaseFile) || !existsSync(ready)) return
  const projectPath = path.dirname(databaseFile)
  const aside = listBackupFiles(projectPath).find(({ reason }) => reason === 'restore')
  // A log belongs to the database that it was written for: beside another one it would ruin it.
  if (aside && existsSync(`${databaseFile}-wal`)) renameSync(`${databaseFile}-wal`, `${aside.file}-wal`)
  rmSync(`${databaseFile}-shm`, { force: true })
  renameSync(ready, databaseFile)
  syncFolder(projectPath)
}

/** A copy of the backup beside the database, checked and on the disk. */
function prepare(backup: string, databaseFile: string): void {
  const partial = `${databaseFile}.partial`
  try {
    copyFileSync(backup, partial)
    const database = new ProjectDatabase(partial, { immutable: true })
    try {
      assertOurs(database)
      checkPages(database)
    } finally {
      database.close()
    }
    syncFile(partial)
    renameSync(partial, databaseFile + READY)
  } catch (error) {
    rmSync(partial, { force: true })
    if (toStudioError(error).code !== 'BROKEN_FILE') throw error
    const message = `The backup ${path.basename(backup)} is damaged itself.`
    throw new StudioError('BROKEN_FILE', message, 'Choose another one.', { path: backup }, error)
  }
}

/** Brings what the log holds into the database, as far as it is healthy. @throws CONFLICT when someone else has it open. */
function closeLog(databaseFile: string): void {
  if (statSync(databaseFile).size === 0) return
  try {
    const database = new ProjectDatabase(databaseFile, { alone: true })
    database.close()
  } catch (error) {
    const { code, details } = toStudioError(error)
    if (code === 'BROKEN_FILE') return
    if (code !== 'CONFLICT') throw error
    const message = `${path.basename(path.dirname(databaseFile))} is open in another window or program.`
    throw new StudioError('CONFLICT', message, 'Close it there, and restore the backup then.', details, error)
  }
}
