/** What an error is about, for programs: the command line prints it, the window chooses its words and actions by it. */
export type ErrorCode =
  | 'BAD_INPUT'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'READ_ONLY'
  | 'DISK_FULL'
  | 'IO'
  | 'BROKEN_FILE'
  | 'UNSUPPORTED'
  | 'NO_DATA'
  | 'TRAINER_FAILED'
  | 'OUT_OF_MEMORY'
  | 'CANCELLED'
  | 'FORBIDDEN'
  | 'INTERNAL'

/**
 * The one error that crosses borders. `message` is a sentence that says what went wrong and where; `hint` says what
 * to do; `details` are machine-readable facts (paths, fields, numbers).
 */
export class StudioError extends Error {
  readonly code: ErrorCode
  readonly hint: string | undefined
  readonly details: Record<string, unknown> | undefined

  constructor(code: ErrorCode, message: string, hint?: string, details?: Record<string, unknown>, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'StudioError'
    this.code = code
    this.hint = hint
    this.details = details
  }
}

/** The plain form that crosses process and network borders: never a stack trace. */
export interface ErrorBody {
  code: ErrorCode
  message: string
  hint?: string
  details?: Record<string, unknown>
}

const FILE_ERRORS: Record<string, { code: ErrorCode; says: string; hint: string }> = {
  ENOSPC: {
    code: 'DISK_FULL',
    says: 'cannot be written: the drive is full',
    hint: 'Free some space on that drive and try again; nothing was lost.',
  },
  EACCES: {
    code: 'READ_ONLY',
    says: 'may not be read or written',
    hint: 'Choose a folder that you may write to, or change its permissions.',
  },
  EPERM: {
    code: 'READ_ONLY',
    says: 'may not be changed',
    hint: 'Choose a folder that you may write to, or change its permissions.',
  },
  EROFS: {
    code: 'READ_ONLY',
    says: 'cannot be written',
    hint: 'The drive is mounted read-only; choose another folder.',
  },
  EDQUOT: {
    code: 'DISK_FULL',
    says: 'cannot be written: your part of the drive is full',
    hint: 'Free some space on that drive and try again; nothing was lost.',
  },
  EBUSY: {
    code: 'CONFLICT',
    says: 'is in use by another program',
    hint: 'Close the other program and try again.',
  },
  ESTALE: {
    code: 'NOT_FOUND',
    says: 'cannot be reached any more',
    hint: 'Check the connection to its drive and try again.',
  },
  ENODEV: {
    code: 'NOT_FOUND',
    says: 'is on a drive that is gone',
    hint: 'Connect the drive and try again.',
  },
  ENOTDIR: {
    code: 'NOT_FOUND',
    says: 'does not exist: one of its folders is a file',
    hint: 'Check the spelling.',
  },
  ENAMETOOLONG: {
    code: 'BAD_INPUT',
    says: 'is too long for a name on that drive',
    hint: 'Choose a shorter one.',
  },
  ENOENT: { code: 'NOT_FOUND', says: 'does not exist', hint: 'Check that the file or its drive is still there.' },
  EISDIR: { code: 'BAD_INPUT', says: 'is a folder', hint: 'Choose a file.' },
  EEXIST: { code: 'CONFLICT', says: 'exists already', hint: 'Choose another name.' },
  EIO: {
    code: 'IO',
    says: 'cannot be read or written: the drive reported a fault',
    hint: 'Check the connection of the drive.',
  },
}

/** Of a copy that failed these speak of the place that was written to. */
const WRITING = new Set(['ENOSPC', 'EDQUOT', 'EROFS'])

/** Turns anything thrown into a StudioError; errors of the file system get their own words. */
export function toStudioError(error: unknown): StudioError {
  if (error instanceof StudioError) return error
  if (error instanceof Error) {
    const system = error as Error & { code?: string; path?: string; dest?: string }
    const known = system.code === undefined ? undefined : FILE_ERRORS[system.code]
    if (known) {
      const place = (WRITING.has(system.code ?? '') ? system.dest : undefined) ?? system.path
      const where = place === undefined ? undefined : { path: place }
      const message = where ? `${where.path} ${known.says}.` : error.message
      return new StudioError(known.code, message, known.hint, where, error)
    }
    return new StudioError('INTERNAL', error.message, undefined, undefined, error)
  }
  return new StudioError('INTERNAL', String(error))
}

/** The plain form of an error, for the command line's --json, the API and the trainer's messages. */
export function errorBody(error: unknown): ErrorBody {
  const { code, message, hint, details } = toStudioError(error)
  return { code, message, ...(hint === undefined ? {} : { hint }), ...(details === undefined ? {} : { details }) }
}
