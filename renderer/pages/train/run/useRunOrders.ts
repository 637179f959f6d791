/** What a training was asked to do and has not done yet: it finishes the step, or the evaluation, that it is in. */
import { shallowRef, watch, type Ref } from 'vue'
import type { RunStatus } from '../../../../core/training/events.ts'

export type RunOrder = 'pause' | 'resume' | 'stop'

/** What is said until an order has been carried out. */
export const ORDER_WORDS: Record<RunOrder, string> = {
  pause: 'Pausing as soon as the step in progress is done',
  resume: 'Going on',
  stop: 'Stopping: evaluated once more, then the best weights are kept',
}

/** `send` gives an order; `asked` is the last one until the run's status shows that it was carried out. */
export function useRunOrders(status: Ref<RunStatus | null>, send: (order: RunOrder) => Promise<boolean>) {
  const asked = shallowRef<RunOrder | null>(null)
  watch(status, () => (asked.value = null))

  async function ask(order: RunOrder) {
    // A training that is about to stop does nothing else.
    if (asked.value === 'stop' || asked.value === order) return
    asked.value = order
    const taken = await send(order)
    if (!taken && asked.value === order) asked.value = null
  }

  return { asked, ask }
}
