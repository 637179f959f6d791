/** Large work in threads: the same outcome as at once, in turn, and cut off without harm. */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { bulkInsert } from '../../../../core/project/bulkInsert.ts'
import { recordChange } from '../../../../core/project/history.ts'
import { imageCounts } from '../../../../core/project/imageCounts.ts'
import { listImages, setImageStates } from '../../../../core/project/images.ts'
import type { Project } from '../../../../core/project/project.ts'
import { carryOut, endReading, readingLanes } from '../../../../core/services/work/carryOut.ts'
import { ProjectThread } from '../../../../core/services/work/projectThread.ts'
import { takeTurn, writable } from '../../../../core/services/work/turns.ts'
import { newImage } from '../../project/temporaryProject.ts'
import { jpeg, newProject, quietJob, temporaryFolder } from '../dataset/helpers.ts'

const large = { large: true }
const small = { large: false }
const everything = { filter: {}, sort: 'path', descending: false } as const

function filled(images = 40): Project {
  const project = newProject()
  onTestFinished(() => endReading(project))
  const rows = Array.from({ length: images }, (_, index) => ({
    ...newImage(`photo ${index}.jpg`, { state: 'done' }),
    boxes: [{ className: index % 3 ? 'cat' : 'dog', x1: 1, y1: 1, x2: 30 + index, y2: 40 }],
  }))
  bulkInsert(project, 'Import', { classes: [], images: rows })
  return project
}

/** A folder with pictures and their YOLO labels. */
async function yoloSet(amount: number): Promise<string> {
  const folder = temporaryFolder()
  for (let index = 0; index < amount; index++) {
    const name = path.join(folder, `photo ${index}`)
    mkdirSync(folder, { recursive: true })
    writeFileSync(`${name}.jpg`, await jpeg(80, 60, index))
    writeFileSync(`${name}.txt`, '0 0.5 0.5 0.25 0.5\n')
  }
  return folder
}

describe('work in a thread', () => {
  it('reads what the engine reads', async () => {
    const project = filled()
    const both = <T>(read: (place: { large: boolean }) => Promise<T>) => Promise.all([read(large), read(small)])
    const [ids, sameIds] = await both((place) => carryOut(project, 'ids', everything, place))
    expect(ids).toEqual(sameIds)
    const [list, sameList] = await both((place) => carryOut(project, 'list', { query: everything, rows: 3 }, place))
    expect(list).toEqual(sameList)
    expect(list.ids).toEqual(ids)
    expect(list.rows.map(({ id }) => id)).toEqual(ids.slice(0, 3))
    const [counts, sameCounts] = await both((place) => carryOut(project, 'counts', { search: 'class:dog' }, place))
    expect(counts).toEqual(sameCounts)
    const [statistics, sameStatistics] = await both((place) => carryOut(project, 'statistics', undefined, place))
    expect(statistics).toEqual(sameStatistics)
    const [looked, sameLooked] = await both((place) => carryOut(project, 'lookAtFiles', undefined, place))
    expect(looked).toEqual(sameLooked)
    expect(looked.missing).toHaveLength(40)
  })

  it('keeps its threads for reading, unless they hold much that nobody needs any more', async () => {
    const project = filled()
    const little = { ...large, keptBytes: 0 }
    await carryOut(project, 'statistics', undefined, large)
    expect(readingLanes(project)).toEqual(['numbers'])
    await carryOut(project, 'ids', everything, little)
    const both = [0, 1].map(() => carryOut(project, 'statistics', undefined, little))
    expect(await Promise.all(both)).toMatchObject([{ images: 40 }, { images: 40 }])
    expect(readingLanes(project)).toEqual(['lists'])
  })

  it('keeps the thread that lists what a person looks at, however long nobody asks', async () => {
    const [project, other] = [filled(), filled()]
    const soon = { ...large, idleMs: 0 }
    await carryOut(project, 'ids', everything, soon)
    await carryOut(project, 'counts', {}, soon)
    await expect.poll(() => readingLanes(project)).toEqual(['lists'])
    await carryOut(other, 'ids', everything, soon)
    await expect.poll(() => readingLanes(project)).toEqual([])
    expect(readingLanes(other)).toEqual(['lists'])
  })

  it('gives back what the thread for lists holds before an import', async () => {
    const project = filled()
    await carryOut(project, 'ids', everything, large)
    await carryOut(project, 'import', { source: await yoloSet(2), format: 'auto' }, { job: quietJob, large: true })
    expect(readingLanes(project)).toEqual([])
  })

  it('does not begin what was cancelled while it waited', async () => {
    const project = filled()
    const thread = new ProjectThread(project, false)
    const asked: string[] = []
    const task = (name: string, signal = new AbortController().signal) => {
      const mayWrite = async () => void asked.push(name)
      return { ...quietJob, signal, mayWrite }
    }
    const cancel = new AbortController()
    // The thread is busy with the first while the others come.
    const first = thread.run('statistics', undefined, task('first'))
    const second = thread.run('undo', undefined, task('second', cancel.signal))
    cancel.abort(new Error('Nobody waits.'))
    const third = thread.run('accept', [], task('third'))
    await expect(second).rejects.toThrow('Nobody waits.')
    await Promise.all([first, third])
    await thread.end(false)
    expect(asked).toEqual(['third'])
  })

  it('lists images while the counts of the filter before are still being made', async () => {
    const project = filled()
    await carryOut(project, 'ids', everything, large)
    const ended: string[] = []
    const counts = Array.from({ length: 40 }, (_, index) =>
      carryOut(project, 'counts', { search: `count:>${index}` }, large).then(() => ended.push('counts')),
    )
    await carryOut(project, 'ids', { ...everything, descending: true }, large)
    expect(ended.length).toBeLessThan(counts.length)
    await Promise.all(counts)
  })

  it('sees what was written a moment ago', async () => {
    const project = filled()
    expect((await carryOut(project, 'counts', {}, large)).states.new).toBe(0)
    recordChange(project, 'Mark', (change) => setImageStates(change, [1, 2], 'new'))
    expect((await carryOut(project, 'counts', {}, large)).states.new).toBe(2)
  })

  it('changes, undoes and redoes', async () => {
    const project = filled()
    const ids = listImages(project).map(({ id }) => id)
    await carryOut(project, 'setState', { images: ids, state: 'new', title: 'Mark' }, large)
    expect(imageCounts(project, {}).states.new).toBe(40)
    expect(await carryOut(project, 'undo', undefined, large)).toMatchObject({ title: 'Mark' })
    expect(imageCounts(project, {}).states.new).toBe(0)
    expect(await carryOut(project, 'redo', undefined, large)).toMatchObject({ title: 'Mark' })
    await carryOut(project, 'remove', { images: ids.slice(0, 10), title: 'Remove' }, large)
    expect(listImages(project)).toHaveLength(30)
  })

  it('imports, with its progress told', async () => {
    const project = newProject()
    const told: number[] = []
    const job = { ...quietJob, progress: (done: number) => void told.push(done) }
    const request = { source: await yoloSet(6), format: 'auto' } as const
    const report = await carryOut(project, 'import', request, { job, large: true })
    expect(report).toMatchObject({ format: 'yolo', images: 6, boxes: 6 })
    expect(listImages(project)).toHaveLength(6)
    expect(told.at(-1)).toBe(6)
  })

  it('fails with the words of what went wrong', async () => {
    const failing = carryOut(newProject(), 'import', { source: '/nowhere', format: 'auto' }, large)
    await expect(failing).rejects.toMatchObject({ code: 'NOT_FOUND', hint: expect.stringContaining('spelling') })
  })

  it('stops when it is cancelled, and leaves nothing', async () => {
    const project = newProject()
    const cancel = new AbortController()
    const job = { signal: cancel.signal, progress: () => cancel.abort(new Error('Enough.')) }
    const request = { source: await yoloSet(20), format: 'auto' } as const
    await expect(carryOut(project, 'import', request, { job, large: true })).rejects.toThrow('Enough.')
    expect(listImages(project)).toHaveLength(0)
    await writable(project)
  })
})

it('says so when a thread runs out of memory, and the engine goes on', async () => {
  const project = filled(9000)
  const resourceLimits = { maxOldGenerationSizeMb: 12, maxYoungGenerationSizeMb: 2 }
  const thread = new ProjectThread(project, true, { resourceLimits })
  const task = { ...quietJob, mayWrite: async () => {} }
  await expect(thread.run('statistics', undefined, task)).rejects.toMatchObject({ code: 'OUT_OF_MEMORY' })
  expect(thread.ended).toBe(true)
  await thread.end(false)
})

describe('turns at writing', () => {
  it('are taken one after another', async () => {
    const project = newProject()
    const seen: string[] = []
    const first = await takeTurn(project)
    const inTurn = async (name: string) => {
      const end = await takeTurn(project)
      seen.push(name)
      end()
    }
    const second = inTurn('second')
    const third = inTurn('third')
    const free = writable(project).then(() => seen.push('free'))
    await new Promise((resolve) => setImmediate(resolve))
    expect(seen).toEqual([])
    first()
    await Promise.all([second, third, free])
    expect(seen).toEqual(['second', 'third', 'free'])
  })
})
