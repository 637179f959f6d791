/**
 * The export's thread: TensorFlow.js is loaded here, so that neither the engine's start nor its answers wait for it,
 * and a cancelled export ends at once.
 */
import { answerOrder } from '../answerInThread.ts'
import { writeModelFiles } from './writeModel.ts'

await answerOrder(writeModelFiles)
