/** The names of backups: NNNN-YYYYMMDD-HHMMSS-REASON.db. The number gives the order, since a clock may be set back. */
import type { BackupReason } from '../types.ts'

const backupReasons: readonly BackupReason[] = [
  'regular',
  'upgrade',
  'import',
  'restore',
  'request',
  'removal',
  'merge',
]

export interface BackupName {
  name: string
  /** Grows with every backup of a project. */
  sequence: number
  /** When it was made, ISO 8601 in UTC, as the clock said then. */
  at: string
  reason: BackupReason
}

const PATTERN = new RegExp(
  `^(\\d{4,9})-(\\d{4})(\\d\\d)(\\d\\d)-(\\d\\d)(\\d\\d)(\\d\\d)-(${backupReasons.join('|')})\\.db$`,
)

/** The name of a backup that is made now. */
export function backupName(sequence: number, at: Date, reason: BackupReason): string {
  const [day, time] = at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').split('T')
  return `${String(sequence).padStart(4, '0')}-${day}-${time}-${reason}.db`
}

/** What a file's name says; null when it is not the name of a backup. */
export function parseBackupName(name: string): BackupName | null {
  const [, sequence, year, month, day, hour, minute, second, reason] = PATTERN.exec(name) ?? []
  const known = backupReasons.find((one) => one === reason)
  if (sequence === undefined || known === undefined) return null
  const at = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`
  return Number.isNaN(Date.parse(at)) ? null : { name, sequence: Number(sequence), at, reason: known }
}
