/** Which backups are kept: many of the last days, few of long ago, and never more than a bounded part of the drive. */
import type { BackupName } from './names.ts'

/** Kept whatever their age. */
const LATEST = 3
/** Of so many of the latest days, and weeks, with backups, the last one each. Days without any do not count. */
const DAYS = 7
const WEEKS = 4
/** What a restore put aside is kept for the last restores. */
const PUT_ASIDE = 2
/** All together may take this, or so many times the newest one when that is more. */
const SMALL_BYTES = 512 * 1024 * 1024
const TIMES_NEWEST = 4
/** Kept even when they take more. */
const AT_LEAST = 2

const WEEK_MS = 7 * 24 * 3600 * 1000

export interface SizedBackup extends BackupName {
  bytes: number
}

/** The backups to delete, given all of a project in any order. */
export function outdated<Backup extends SizedBackup>(all: readonly Backup[]): Backup[] {
  const newestFirst = all.toSorted((a, b) => b.sequence - a.sequence || (a.name < b.name ? 1 : -1))
  const aside = newestFirst.filter(({ reason }) => reason === 'restore')
  const made = newestFirst.filter(({ reason }) => reason !== 'restore')
  const kept = new Set([
    ...made.slice(0, LATEST),
    ...lastOfEach(made, ({ at }) => at.slice(0, 10), DAYS),
    ...lastOfEach(made, ({ at }) => String(Math.floor(Date.parse(at) / WEEK_MS)), WEEKS),
    // What the project was before its last upgrade: a way back to the older version of the studio.
    ...made.filter(({ reason }) => reason === 'upgrade').slice(0, 1),
    ...aside.slice(0, PUT_ASIDE),
  ])
  const budget = Math.max(SMALL_BYTES, TIMES_NEWEST * (newestFirst[0]?.bytes ?? 0))
  let bytes = 0
  let count = 0
  return newestFirst.filter((backup) => {
    if (!kept.has(backup)) return true
    bytes += backup.bytes
    count += 1
    return count > AT_LEAST && bytes > budget
  })
}

function lastOfEach<Backup>(newestFirst: readonly Backup[], key: (backup: Backup) => string, most: number): Backup[] {
  return [...Map.groupBy(newestFirst, key).values()].slice(0, most).flatMap((group) => group.slice(0, 1))
}
