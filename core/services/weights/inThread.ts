/** Runs an order about a weights file in a thread: reading hundreds of megabytes would make the window wait. */
import { Worker } from 'node:worker_threads'
import { StudioError } from '../../api/errors.ts'
import type { WeightsAnswers, WeightsOrder, WeightsReply } from './orders.ts'

/** Resolves with the answer; rejects with what went wrong, or with the signal's reason. */
export async function readWeightsInThread<Order extends WeightsOrder>(
  order: Order,
  signal?: AbortSignal,
): Promise<WeightsAnswers[Order['kind']]> {
  signal?.throwIfAborted()
  const worker = new Worker(new URL('thread.ts', import.meta.url), { workerData: order })
  const stop = () => void worker.terminate()
  signal?.addEventListener('abort', stop)
  try {
    return await new Promise<WeightsAnswers[Order['kind']]>((resolve, reject) => {
      worker.on('message', (reply: WeightsReply) => {
        if (reply.kind === 'done') resolve(reply.answer as WeightsAnswers[Order['kind']])
        else reject(new StudioError(reply.error.code, reply.error.message, reply.error.hint, reply.error.details))
      })
      worker.on('error', reject)
      worker.on('exit', () => reject(new StudioError('INTERNAL', 'Reading the weights file ended early.')))
    })
  } finally {
    signal?.removeEventListener('abort', stop)
    await worker.terminate()
    signal?.throwIfAborted()
  }
}
