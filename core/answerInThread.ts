/** One order to a thread of its own, which ends with its answer. Both sides of it. */
import { parentPort, Worker, workerData } from 'node:worker_threads'
import { errorBody, StudioError, type ErrorBody } from './api/errors.ts'

type Reply =
  { kind: 'progress'; message: string } | { kind: 'done'; answer: unknown } | { kind: 'failed'; error: ErrorBody }

export interface ThreadWatch {
  /** What is said when the thread ends without an answer. */
  cutOff: string
  /** Ends the thread at once. */
  signal?: AbortSignal | undefined
  /** Hears how far the work is. */
  tell?: (message: string) => void
}

/**
 * Starts `script` with an order of plain data. Resolves with the answer; rejects with what went wrong, with the signal's
 * reason, or with CANCELLED when the thread ends without an answer.
 */
export async function answerInThread(
  script: URL,
  order: unknown,
  { cutOff, signal, tell }: ThreadWatch,
): Promise<unknown> {
  signal?.throwIfAborted()
  const worker = new Worker(script, { workerData: order })
  const stop = () => void worker.terminate()
  signal?.addEventListener('abort', stop)
  try {
    return await new Promise<unknown>((resolve, reject) => {
      worker.on('message', (reply: Reply) => {
        if (reply.kind === 'progress') tell?.(reply.message)
        else if (reply.kind === 'done') resolve(reply.answer)
        else reject(new StudioError(reply.error.code, reply.error.message, reply.error.hint, reply.error.details))
      })
      worker.on('error', reject)
      worker.on('exit', () => reject(new StudioError('CANCELLED', cutOff)))
    })
  } finally {
    signal?.removeEventListener('abort', stop)
    await worker.terminate()
    signal?.throwIfAborted()
  }
}

/** The thread's side: carries out the order that it was started with, and replies. */
export async function answerOrder<Order>(
  carryOut: (order: Order, tell: (message: string) => void) => unknown,
): Promise<void> {
  const reply = (message: Reply) => parentPort?.postMessage(message)
  try {
    reply({
      kind: 'done',
      answer: await carryOut(workerData as Order, (message) => reply({ kind: 'progress', message })),
    })
  } catch (error) {
    reply({ kind: 'failed', error: errorBody(error) })
  }
}
