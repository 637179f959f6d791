/** What the thread for backups is asked and what it answers. */
import type { BackupReason, ProjectBackups } from '../../project/types.ts'

export type BackupOrder = { databaseFile: string } & (
  | { kind: 'check' }
  | { kind: 'make'; reason: BackupReason; temporary?: string }
  | { kind: 'describe' }
  | { kind: 'restore'; name: string }
)

/** What each order is answered with: a backup's name when one was made. */
export interface BackupAnswers {
  check: null
  make: string
  describe: ProjectBackups
  restore: null
}
