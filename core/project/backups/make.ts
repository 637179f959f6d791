/** Making a backup of a project's database while it is in use. */
import { mkdirSync, renameSync, rmSync, statfsSync, statSync, utimesSync } from 'node:fs'
import path from 'node:path'
import { StudioError, toStudioError } from '../../api/errors.ts'
import type { ProjectDatabase } from '../database.ts'
import type { BackupReason } from '../types.ts'
import {
  backupsFolder,
  listBackupFiles,
  makingFile,
  removeBackup,
  removeLeftovers,
  syncFile,
  syncFolder,
  type BackupFile,
} from './files.ts'
import { backupName, parseBackupName } from './names.ts'
import { outdated } from './rotation.ts'

/** Backups that nobody asked for must not take the last of the drive, which saving the next labels needs. */
const LEFT_FREE_BYTES = 64 * 1024 * 1024

/**
 * Writes what is committed now into the project's backups folder (VACUUM INTO: consistent, whole, without a log of its
 * own), under its name only when it is on the disk, and deletes backups that are no longer needed.
 * Others go on reading and writing meanwhile. About 30 MB a second.
 * Until then it is at `temporary`, where its size tells how far it is.
 * @throws DISK_FULL when the drive has no room to spare, BROKEN_FILE when the database is damaged, READ_ONLY, IO.
 */
export function makeBackup(
  database: ProjectDatabase,
  reason: BackupReason,
  now = new Date(),
  temporary = makingFile(path.dirname(database.path)),
): BackupFile {
  const projectPath = path.dirname(database.path)
  const folder = backupsFolder(projectPath)
  mkdirSync(folder, { recursive: true })
  removeLeftovers(folder)
  assertRoom(database, folder, reason === 'regular' || reason === 'import' ? LEFT_FREE_BYTES : 0)
  try {
    const before = savedAt(database.path)
    database.run('VACUUM INTO ?', temporary)
    // A backup carries the time of the file that it is of, as long as nothing was in the log alone or came in between.
    if (before !== null && savedAt(database.path) === before) utimesSync(temporary, before, before)
    syncFile(temporary)
    const sequence = (listBackupFiles(projectPath)[0]?.sequence ?? 0) + 1
    const name = backupName(sequence, now, reason)
    const file = path.join(folder, name)
    renameSync(temporary, file)
    syncFolder(folder)
    const parsed = parseBackupName(name)
    if (parsed === null) throw new StudioError('INTERNAL', `${name} is not the name of a backup.`)
    for (const old of outdated(listBackupFiles(projectPath))) removeBackup(old.file)
    return { ...parsed, file, bytes: statSync(file).size }
  } catch (error) {
    rmSync(temporary, { force: true })
    throw toStudioError(error).code === 'DISK_FULL' ? noRoom(folder, error) : error
  }
}

/**
 * Whether the database may have changed since its newest backup. Told by the file's time being the same, not later or
 * earlier: clocks are set back.
 */
export function hasChanged(databaseFile: string): boolean {
  const newest = listBackupFiles(path.dirname(databaseFile))[0]
  const saved = savedAt(databaseFile)
  return !newest || saved === null || saved !== seconds(newest.file)
}

/** When the database's file was written to, in seconds; null while its log holds more than it does. */
function savedAt(databaseFile: string): number | null {
  const log = statSync(`${databaseFile}-wal`, { throwIfNoEntry: false })
  return log && log.size > 0 ? null : seconds(databaseFile)
}

/** In whole seconds: what every file system keeps. */
function seconds(file: string): number {
  return Math.floor(statSync(file).mtimeMs / 1000)
}

/** About how many bytes a backup made now would have. */
export function backupBytes(database: ProjectDatabase): number {
  const value = (name: string) => Object.values(database.get<Record<string, number>>(`PRAGMA ${name}`) ?? {})[0] ?? 0
  return (value('page_count') - value('freelist_count')) * value('page_size')
}

function assertRoom(database: ProjectDatabase, folder: string, leftFree: number): void {
  const needed = backupBytes(database)
  const { bavail, bsize, blocks } = statfsSync(folder)
  // Some network drives do not say how large they are.
  if (blocks > 0 && bavail * bsize < needed + leftFree) throw noRoom(folder)
}

function noRoom(folder: string, cause?: unknown): StudioError {
  const message = `No backup was made: the drive of ${folder} is nearly full.`
  return new StudioError('DISK_FULL', message, 'Free some space; the project itself is whole.', { path: folder }, cause)
}
