/** Runs an order about a weights file in a thread: reading hundreds of megabytes would make the window wait. */
import { answerInThread } from '../../answerInThread.ts'
import type { WeightsAnswers, WeightsOrder } from './orders.ts'

/** Resolves with the answer; rejects with what went wrong, or with the signal's reason. */
export async function readWeightsInThread<Order extends WeightsOrder>(
  order: Order,
  signal?: AbortSignal,
): Promise<WeightsAnswers[Order['kind']]> {
  const script = new URL('thread.ts', import.meta.url)
  const answer = await answerInThread(script, order, { cutOff: 'Reading the weights file was cut off.', signal })
  return answer as WeightsAnswers[Order['kind']]
}
