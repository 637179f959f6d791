/** Starts the export's thread and follows it. */
import { answerInThread } from '../answerInThread.ts'
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

/** Resolves when the model's files are written; rejects with what went wrong, or with the signal's reason. */
export async function writeInThread(
  order: ExportOrder,
  tell: (message: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const script = new URL('thread.ts', import.meta.url)
  await answerInThread(script, order, { cutOff: 'The export ended before it was complete.', signal, tell })
}
