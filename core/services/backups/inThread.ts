/** Checks, backs up and restores in a thread: at a million boxes each takes seconds that the window would wait. */
import { rmSync, statSync } from 'node:fs'
import { makingFile } from '../../project/backups/files.ts'
import { backupBytes } from '../../project/backups/make.ts'
import type { Project } from '../../project/project.ts'
import type { BackupReason } from '../../project/types.ts'
import type { JobHandle } from '../../jobs/jobBoard.ts'
import { answerInThread } from '../../answerInThread.ts'
import type { BackupAnswers, BackupOrder } from './orders.ts'

const LOOK_MS = 200
const MEGABYTE = 1e6

/** Resolves with the answer; rejects with what went wrong, or with the signal's reason. */
export async function backupInThread<Order extends BackupOrder>(
  order: Order,
  signal?: AbortSignal,
): Promise<BackupAnswers[Order['kind']]> {
  const script = new URL('thread.ts', import.meta.url)
  const answer = await answerInThread(script, order, { cutOff: 'The work on the backups was cut off.', signal })
  return answer as BackupAnswers[Order['kind']]
}

/** Makes a backup of an open project, with its progress; a cancelled one leaves nothing. Rejects as `backupInThread` does. */
export async function makeInThread(
  project: Project,
  reason: BackupReason,
  ended: AbortSignal,
  job?: JobHandle,
): Promise<void> {
  const temporary = makingFile(project.path)
  const signal = job ? AbortSignal.any([ended, job.signal]) : ended
  const total = Math.ceil(backupBytes(project.database) / MEGABYTE)
  const look = () => {
    const { size = 0 } = statSync(temporary, { throwIfNoEntry: false }) ?? {}
    job?.progress(Math.min(total, Math.floor(size / MEGABYTE)), total, 'Megabytes of the backup that are written')
  }
  if (job) look()
  const timer = job && setInterval(look, LOOK_MS)
  try {
    await backupInThread({ kind: 'make', databaseFile: project.database.path, reason, temporary }, signal)
  } catch (error) {
    // A thread that is ended cannot tidy up after itself.
    for (const file of [temporary, `${temporary}-journal`]) rmSync(file, { force: true })
    throw error
  } finally {
    clearInterval(timer)
  }
}
