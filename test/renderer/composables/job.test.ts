/** What a page follows when it is asked for the same work twice. */
import { beforeEach, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import type { JobState } from '../../../core/api/types.ts'
import { useJob } from '../../../renderer/composables/job.ts'

const watchers = vi.hoisted(() => [] as Array<(state: unknown) => void>)
vi.mock('../../../renderer/api.ts', () => ({
  api: {
    jobs: {
      watch: {
        subscribe: (_: unknown, { onData }: { onData: (state: unknown) => void }) => {
          watchers.push(onData)
          return { unsubscribe() {} }
        },
      },
    },
  },
}))

beforeEach(() => void (watchers.length = 0))

function stateOf(id: string, status: JobState['status']): JobState {
  return { id, kind: 'sample', title: 'Work', status, done: 0, total: null, message: '', error: null, result: null }
}

const settle = () => new Promise((resolve) => setTimeout(resolve))

it('starts one job when it is asked twice before the engine has answered', async () => {
  const job = effectScope().run(useJob)!
  let answer: (state: JobState) => void = () => {}
  const start = vi.fn(() => new Promise<JobState>((resolve) => (answer = resolve)))
  const ends = Promise.all([job.run(start), job.run(start)])
  answer(stateOf('a', 'running'))
  await settle()
  expect(start).toHaveBeenCalledTimes(1)
  expect(watchers).toHaveLength(1)
  expect(job.running.value).toBe(true)
  watchers[0]!(stateOf('a', 'done'))
  expect((await ends).map(({ id, status }) => [id, status])).toEqual([
    ['a', 'done'],
    ['a', 'done'],
  ])
})

it('starts another once the first has ended, also when the first could not begin', async () => {
  const job = effectScope().run(useJob)!
  await expect(job.run(() => Promise.reject(new Error('busy')))).rejects.toThrow('busy')
  const end = job.run(() => Promise.resolve(stateOf('b', 'running')))
  await settle()
  watchers[0]!(stateOf('b', 'done'))
  expect((await end).id).toBe('b')
})
