import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { StudioError } from '../../../core/api/errors.ts'
import type { JobState } from '../../../core/api/types.ts'
import { JobBoard } from '../../../core/jobs/jobBoard.ts'

const result = { kind: 'export-model', out: '/models/a', files: 2 } as const

async function collect(states: AsyncIterable<JobState>): Promise<JobState[]> {
  const all: JobState[] = []
  for await (const state of states) all.push(state)
  return all
}

it('reports progress and the result to a watcher', async () => {
  const board = new JobBoard()
  const job = board.start('export-model', 'Export model', async ({ progress }) => {
    for (let done = 1; done <= 2; done++) {
      await sleep(5)
      progress(done, 2, `file ${done}`)
    }
    return result
  })
  const states = await collect(board.watch(job.id, new AbortController().signal))
  expect(states.map((state) => state.done)).toEqual([0, 1, 2, 2])
  expect(states.at(-1)).toMatchObject({ status: 'done', total: 2, message: 'file 2', result })
})

it('tells a late watcher the outcome', async () => {
  const board = new JobBoard()
  const job = board.start('import', 'Import', () => Promise.reject(new StudioError('READ_ONLY', 'The drive is full.')))
  expect(await board.finished(job.id)).toMatchObject({ status: 'failed', error: { code: 'READ_ONLY' } })
  expect(await collect(board.watch(job.id, new AbortController().signal))).toHaveLength(1)
})

it('cancels', async () => {
  const board = new JobBoard()
  const job = board.start('detect', 'Find objects', async ({ signal }) => {
    await sleep(10_000, undefined, { signal })
    return result
  })
  board.cancel(job.id)
  expect(await board.finished(job.id)).toMatchObject({ status: 'cancelled', error: { code: 'CANCELLED' } })
})

it('a watcher that leaves stops waiting', async () => {
  const board = new JobBoard()
  const leave = new AbortController()
  const job = board.start('detect', 'Find objects', ({ signal }) => sleep(10_000, result, { signal }))
  setTimeout(() => leave.abort(), 10)
  expect(await collect(board.watch(job.id, leave.signal))).toHaveLength(1)
  await board.close()
  expect(board.list()[0]?.status).toBe('cancelled')
})
