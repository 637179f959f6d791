import { expect, it } from 'vitest'
import { effectScope, nextTick, shallowRef } from 'vue'
import type { RunStatus } from '../../../../core/training/events.ts'
import { useRunOrders, type RunOrder } from '../../../../renderer/pages/train/run/useRunOrders.ts'

function orders(answer: () => Promise<boolean>) {
  const status = shallowRef<RunStatus | null>('running')
  const sent: RunOrder[] = []
  const send = (order: RunOrder) => (sent.push(order), answer())
  return { status, sent, ...effectScope().run(() => useRunOrders(status, send))! }
}

it('an order is remembered until the training has carried it out', async () => {
  const { status, sent, asked, ask } = orders(async () => true)
  await ask('pause')
  await ask('pause')
  expect([asked.value, sent]).toEqual(['pause', ['pause']])
  await ask('stop')
  await ask('pause')
  expect([asked.value, sent]).toEqual(['stop', ['pause', 'stop']])
  status.value = 'stopped'
  await nextTick()
  expect(asked.value).toBeNull()
})

it('an order that was not taken can be given again', async () => {
  const { asked, ask } = orders(async () => false)
  await ask('pause')
  expect(asked.value).toBeNull()
})
