/**
 * The export's thread: TensorFlow.js is loaded here, so that neither the engine's start nor its answers wait for it,
 * and a cancelled export ends at once.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { errorBody } from '../api/errors.ts'
import type { ExportOrder, ExportReport } from './inThread.ts'
import { writeModelFiles } from './writeModel.ts'

const report = (message: ExportReport) => parentPort?.postMessage(message)

try {
  await writeModelFiles(workerData as ExportOrder, (message) => report({ kind: 'progress', message }))
  report({ kind: 'done' })
} catch (error) {
  report({ kind: 'failed', error: errorBody(error) })
}
