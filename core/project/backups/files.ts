/** The files of backups, and how they get safely onto the disk. */
import { randomUUID } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, readdirSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { isAlive } from '../isAlive.ts'
import { parseBackupName, type BackupName } from './names.ts'

export interface BackupFile extends BackupName {
  /** Absolute path. */
  file: string
  bytes: number
}

/** A backup in the making: making-PROCESS-ANYTHING.db. */
const MAKING = /^making-(\d+)-[\w-]+\.db(-journal|-wal|-shm)?$/

/** Where the backups of a project lie. */
export function backupsFolder(projectPath: string): string {
  return path.join(projectPath, 'backups')
}

/** Where a backup of a project's database can be written before it has its name. */
export function makingFile(projectPath: string): string {
  return path.join(backupsFolder(projectPath), `making-${process.pid}-${randomUUID()}.db`)
}

/** All backups of a project, newest first; none where there is no folder. */
export function listBackupFiles(projectPath: string): BackupFile[] {
  const folder = backupsFolder(projectPath)
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .map(parseBackupName)
    .filter((found) => found !== null)
    .flatMap((found) => {
      const file = path.join(folder, found.name)
      const stats = statSync(file, { throwIfNoEntry: false })
      return stats?.isFile() ? [{ ...found, file, bytes: stats.size }] : []
    })
    .toSorted((a, b) => b.sequence - a.sequence || (a.name < b.name ? 1 : -1))
}

/** Removes what a process that has ended left half made. */
export function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    const [, maker] = MAKING.exec(name) ?? []
    if (maker !== undefined && !isAlive(Number(maker))) rmSync(path.join(folder, name), { force: true })
  }
}

/** Removes a backup and the write-ahead log that one which was put aside may have. */
export function removeBackup(file: string): void {
  for (const one of [file, `${file}-wal`]) rmSync(one, { force: true })
}

/** Waits until a file's content is on the disk. */
export function syncFile(file: string): void {
  const handle = openSync(file, 'r+')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** Waits until the names in a folder are on the disk. Windows has no such call, and needs none. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
