/** Checks, backs up and restores in a thread: at a million boxes each takes seconds that the window would wait. */
import { answerInThread } from '../answerInThread.ts'
import type { BackupAnswers, BackupOrder } from './orders.ts'

/** Resolves with the answer; rejects with what went wrong, or with the signal's reason. */
export async function backupInThread<Order extends BackupOrder>(
  order: Order,
  signal?: AbortSignal,
): Promise<BackupAnswers[Order['kind']]> {
  const script = new URL('thread.ts', import.meta.url)
  const answer = await answerInThread(script, order, 'The work on the backups was cut off.', signal)
  return answer as BackupAnswers[Order['kind']]
}
