/** Looks after the open projects' databases: checks large ones after opening, backs up now and then, empties logs. */
import { statSync } from 'node:fs'
import { toStudioError } from '../../api/errors.ts'
import { listBackupFiles } from '../../project/backups/files.ts'
import { hasChanged } from '../../project/backups/make.ts'
import { CHECKED_BYTES } from '../../project/openDatabase.ts'
import type { Project } from '../../project/project.ts'
import type { BackupReason } from '../../project/types.ts'
import type { JobHandle } from '../../jobs/jobBoard.ts'
import { backupInThread, makeInThread } from './inThread.ts'

/** The first pictures come first; commands that end sooner need no backup. */
const AFTER_OPENING_MS = 5000
const EVERY_MS = 60_000
/** Between two regular backups of a project that is worked on. */
const REGULAR_MS = 4 * 3600 * 1000
/** A backup this new serves for the next large change, too. */
const RECENT_MS = 10 * 60 * 1000

export interface KeeperOptions {
  afterOpeningMs: number
  /** Databases up to this size were checked when they were opened. */
  checkedBytes: number
}

export class BackupKeeper {
  readonly #timers = new Map<Project, NodeJS.Timeout>()
  readonly #busy = new Set<Project>()
  readonly #checked = new WeakSet<Project>()
  readonly #ended = new AbortController()
  readonly #running = new Set<Promise<void>>()
  readonly #onError: (error: unknown) => void
  readonly #options: KeeperOptions

  constructor(onError: (error: unknown) => void, options: Partial<KeeperOptions> = {}) {
    this.#onError = onError
    this.#options = { afterOpeningMs: AFTER_OPENING_MS, checkedBytes: CHECKED_BYTES, ...options }
  }

  /** Begins to look after a project. */
  add(project: Project): void {
    if (!project.readOnly) this.#later(project, this.#options.afterOpeningMs)
  }

  remove(project: Project): void {
    clearTimeout(this.#timers.get(project))
    this.#timers.delete(project)
  }

  /** Whether `before` would make a backup now. */
  isDueBefore(project: Project): boolean {
    return !project.readOnly && !isEmpty(project) && isDue(project, RECENT_MS)
  }

  /**
   * Backs up before something that changes much, unless that was just done. Failing does not stop what comes next.
   * @throws the reason when the job is cancelled.
   */
  async before(project: Project, reason: BackupReason, job?: JobHandle): Promise<void> {
    try {
      if (this.isDueBefore(project)) await makeInThread(project, reason, this.#ended.signal, job)
    } catch (error) {
      job?.signal.throwIfAborted()
      this.#onError(error)
    }
  }

  /** Stops what is going on; half a backup is never seen under a backup's name. */
  async close(): Promise<void> {
    this.#ended.abort()
    for (const project of this.#timers.keys()) this.remove(project)
    await Promise.all(this.#running)
  }

  #later(project: Project, milliseconds: number): void {
    const timer = setTimeout(() => {
      const running = this.#care(project).finally(() => {
        this.#running.delete(running)
        if (this.#timers.get(project) === timer && !this.#ended.signal.aborted) this.#later(project, EVERY_MS)
      })
      this.#running.add(running)
    }, milliseconds)
    this.#timers.set(project, timer.unref())
  }

  async #care(project: Project): Promise<void> {
    if (this.#busy.has(project) || !project.database.isInPlace) return
    this.#busy.add(project)
    const { path: databaseFile } = project.database
    const { signal } = this.#ended
    try {
      project.database.emptyLog()
      if (!this.#checked.has(project) && statSync(databaseFile).size > this.#options.checkedBytes) {
        await backupInThread({ kind: 'check', databaseFile }, signal)
      }
      this.#checked.add(project)
      if (isDue(project, REGULAR_MS)) await makeInThread(project, 'regular', signal)
    } catch (error) {
      if (signal.aborted || !this.#timers.has(project)) return
      if (toStudioError(error).code === 'BROKEN_FILE') project.stopWriting(damaged(project))
      this.#onError(error)
    } finally {
      this.#busy.delete(project)
    }
  }
}

function isDue(project: Project, milliseconds: number): boolean {
  const newest = listBackupFiles(project.path)[0]
  if (!newest) return !isEmpty(project)
  // A backup "of the future" says that the clock was set back: its age cannot be told.
  const age = Math.abs(Date.now() - Date.parse(newest.at))
  return age >= milliseconds && hasChanged(project.database.path)
}

function isEmpty({ database }: Project): boolean {
  return database.get('SELECT 1 FROM images LIMIT 1') === undefined
}

function damaged({ name }: Project): string {
  return `The database of ${name} is damaged, and nothing is written to it any more. Restore a backup from the start page.`
}
