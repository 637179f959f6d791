/** The thread that looks into large sources. */
import { answerOrder } from '../../../answerInThread.ts'
import { answer } from './answer.ts'

await answerOrder(answer)
