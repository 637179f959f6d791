/** Checks, backs up and restores in a thread: at a million boxes each takes seconds that the window would wait. */
import { Worker } from 'node:worker_threads'
import { StudioError } from '../../api/errors.ts'
import type { BackupAnswers, BackupOrder, BackupReply } from './orders.ts'

/** Resolves with the answer; rejects with what went wrong, or with the signal's reason. */
export async function backupInThread<Order extends BackupOrder>(
  order: Order,
  signal?: AbortSignal,
): Promise<BackupAnswers[Order['kind']]> {
  signal?.throwIfAborted()
  const worker = new Worker(new URL('thread.ts', import.meta.url), { workerData: order })
  const stop = () => void worker.terminate()
  signal?.addEventListener('abort', stop)
  try {
    return await new Promise<BackupAnswers[Order['kind']]>((resolve, reject) => {
      worker.on('message', (reply: BackupReply) => {
        if (reply.kind === 'done') resolve(reply.answer as BackupAnswers[Order['kind']])
        else reject(new StudioError(reply.error.code, reply.error.message, reply.error.hint, reply.error.details))
      })
      worker.on('error', reject)
      worker.on('exit', () => reject(new StudioError('CANCELLED', 'The work on the backups was cut off.')))
    })
  } finally {
    signal?.removeEventListener('abort', stop)
    await worker.terminate()
    signal?.throwIfAborted()
  }
}
