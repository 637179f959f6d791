/** Gives SQLite's errors their words. */
import { StudioError, type ErrorCode } from '../api/errors.ts'

/** What someone can do about a damaged database; the start page and the command line both offer it. */
export const RESTORE_HINT =
  'Restore a backup: from the menu of the project on the start page, or with "focal-studio backups restore".'

interface Words {
  code: ErrorCode
  says: string
  hint: string
}

/** By primary result code, https://sqlite.org/rescode.html. */
const WORDS: Record<number, Words> = {
  5: {
    code: 'CONFLICT',
    says: 'is being written to by another program',
    hint: 'Wait a moment and try again; if it goes on, close the other program that has this project open.',
  },
  6: { code: 'CONFLICT', says: 'is locked', hint: 'Wait a moment and try again.' },
  8: {
    code: 'READ_ONLY',
    says: 'cannot be written to',
    hint: 'Change its permissions, or copy the project elsewhere.',
  },
  10: { code: 'IO', says: 'cannot be read or written: the drive reported a fault', hint: 'Check the drive.' },
  11: {
    code: 'BROKEN_FILE',
    says: 'is damaged',
    hint: RESTORE_HINT,
  },
  13: { code: 'DISK_FULL', says: 'cannot grow: the drive is full', hint: 'Free some space; nothing was lost.' },
  14: { code: 'IO', says: 'cannot be opened', hint: 'Check that the folder is there and that you may write to it.' },
  26: {
    code: 'BROKEN_FILE',
    says: 'is not a database',
    hint: RESTORE_HINT,
  },
}

/** Extended result codes that say something else than their primary one: no room for the log's index (IOERR_SHMSIZE). */
const BETTER_TOLD: Record<number, number> = { 4874: 13 }

/** SQLite's primary result code of anything thrown, or null when it does not come from SQLite. */
function sqliteCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null
  // Extended result codes keep the primary one in their low byte.
  return BETTER_TOLD[error.errcode] ?? error.errcode & 0xff
}

/** Whether something thrown says that the connection is closed: the project was, while other work still went on. */
function isClosed(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_INVALID_STATE'
}

/** A StudioError for what SQLite threw about the database at `path`; other errors come back as they are. */
export function databaseError(error: unknown, path: string): unknown {
  const code = sqliteCode(error)
  if (isClosed(error)) {
    const message = `The database ${path} was closed meanwhile.`
    return new StudioError('CONFLICT', message, 'Open the project again.', { path }, error)
  }
  if (code === null) return error
  const words = WORDS[code]
  if (words) return new StudioError(words.code, `The database ${path} ${words.says}.`, words.hint, { path }, error)
  const message = error instanceof Error ? error.message : String(error)
  return new StudioError('INTERNAL', `The database ${path}: ${message}.`, undefined, { path, sqlite: code }, error)
}
