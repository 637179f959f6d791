/** A dialog that exports: where to, what came of it, and what it no longer says. */
import { beforeEach, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import type { JobState } from '../../../core/api/types.ts'
import { useExporting } from '../../../renderer/composables/exporting.ts'

/** The last states of jobs, as the engine tells them. */
const ends = vi.hoisted(() => [] as unknown[])
vi.mock('../../../renderer/api.ts', () => ({
  errorOf: (error: unknown) => ({ code: 'INTERNAL', message: String(error) }),
  api: {
    jobs: {
      watch: {
        subscribe: (_: unknown, { onData }: { onData: (state: unknown) => void }) => {
          setTimeout(() => onData(ends.shift()))
          return { unsubscribe() {} }
        },
      },
    },
  },
}))
vi.mock('../../../renderer/stores/project.ts', () => ({
  useProject: () => ({ id: 'p', summary: { path: '/work/Birds.focal', name: 'Birds' } }),
}))

const running = { id: 'a', status: 'running', error: null, result: null } as JobState
const done = (out: string) => ({ ...running, status: 'done', result: { kind: 'export', report: {}, out } })
const inTheWay = { code: 'EXISTS', message: 'There is a model already.', details: { replaceable: true } }
const refused = { ...running, status: 'failed', error: inTheWay }

const open = ref(false)
const name = ref('birds')
const begin = vi.fn((_out: string, _replace: boolean) => Promise.resolve(running))

function dialog() {
  return effectScope().run(() => useExporting(open, 'export', { name: () => name.value, begin }))!
}

beforeEach(() => {
  open.value = false
  name.value = 'birds'
  ends.length = 0
  begin.mockClear()
})

it('offers the folder around the project and keeps another that was chosen', async () => {
  const exporting = dialog()
  open.value = true
  await nextTick()
  expect(exporting.out).toBe('/work/birds')
  exporting.folder = '/else'
  open.value = false
  await nextTick()
  open.value = true
  await nextTick()
  expect(exporting.out).toBe('/else/birds')
})

it('says what was written until it is opened anew', async () => {
  const exporting = dialog()
  open.value = true
  await nextTick()
  ends.push(done('/work/birds'))
  await exporting.start()
  expect(exporting.written?.out).toBe('/work/birds')
  open.value = false
  await nextTick()
  open.value = true
  await nextTick()
  expect(exporting.written).toBeNull()
})

it('replaces an earlier export only when asked to, and forgets what stood in the way of another place', async () => {
  const exporting = dialog()
  open.value = true
  await nextTick()
  ends.push(refused, refused, done('/work/birds'))
  await exporting.start()
  expect(exporting.problem?.message).toBe('There is a model already.')
  expect(exporting.replaceable).toBe(true)
  name.value = 'birds 2'
  await nextTick()
  expect(exporting.replaceable).toBe(false)
  name.value = 'birds'
  await exporting.start()
  await exporting.start(true)
  expect(begin.mock.calls.map(([, replace]) => replace)).toEqual([false, false, true])
  expect(exporting.problem).toBeNull()
  expect(exporting.written?.out).toBe('/work/birds')
})
