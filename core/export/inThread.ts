/** Starts the export's thread and follows it. */
import { Worker } from 'node:worker_threads'
import { StudioError, type ErrorBody } from '../api/errors.ts'
import type { ModelExportFormat } from '../api/types.ts'

export interface ExportOrder {
  modelFolder: string
  format: ModelExportFormat
  /** Weights in half precision; the studio's own form has none. */
  half: boolean
  /** Pixels of the input; the model's own when not given. */
  input?: { width: number; height: number } | undefined
  /** An existing folder to write into. */
  target: string
}

export type ExportReport =
  { kind: 'progress'; message: string } | { kind: 'done' } | { kind: 'failed'; error: ErrorBody }

/** Resolves when the model's files are written; rejects with what went wrong, or with the signal's reason. */
export async function writeInThread(
  order: ExportOrder,
  tell: (message: string) => void,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted()
  const worker = new Worker(new URL('thread.ts', import.meta.url), { workerData: order })
  const stop = () => void worker.terminate()
  signal.addEventListener('abort', stop)
  try {
    await new Promise<void>((resolve, reject) => {
      worker.on('message', (report: ExportReport) => {
        if (report.kind === 'progress') tell(report.message)
        else if (report.kind === 'done') resolve()
        else reject(new StudioError(report.error.code, report.error.message, report.error.hint, report.error.details))
      })
      worker.on('error', reject)
      worker.on('exit', () => reject(new StudioError('INTERNAL', 'The export ended before it was complete.')))
    })
  } finally {
    signal.removeEventListener('abort', stop)
    await worker.terminate()
    signal.throwIfAborted()
  }
}
