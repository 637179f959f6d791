import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { errorBody, StudioError } from '../../../../core/api/errors.ts'
import { historyState, recordChange } from '../../../../core/project/history.ts'
import { setImageStates } from '../../../../core/project/images.ts'
import { editLabels, getLabels } from '../../../../core/project/labels.ts'
import type { LabelBox, NewBox } from '../../../../core/project/types.ts'
import { SaveQueue } from '../../../../renderer/stores/labels/saveQueue.ts'
import { fill, temporaryProject } from '../../../core/project/temporaryProject.ts'

/** What the connection to the engine does to the next calls, in order; then it works. */
type Weather = 'fine' | 'lost-before' | 'lost-after' | 'disk-full'

/** A queue on a real project, over a connection that can fail before or after the engine has done its work. */
async function setUp(weather: Weather[] = []) {
  const project = temporaryProject()
  const { images, cat } = fill(project)
  const image = images[0]!
  const refused: string[] = []
  const queue = new SaveQueue(
    {
      get: async (id) => getLabels(project, id),
      edit: async (id, edits, title) => {
        await Promise.resolve()
        const now = weather.shift() ?? 'fine'
        if (now === 'lost-before') throw new StudioError('IO', 'The engine does not answer.')
        if (now === 'disk-full') throw new StudioError('DISK_FULL', 'No space left.')
        const added = editLabels(project, id, edits, title)
        if (now === 'lost-after') throw new StudioError('IO', 'The engine does not answer.')
        return { added, labels: getLabels(project, id), history: historyState(project) }
      },
      errorOf: errorBody,
    },
    { changed: () => undefined, saved: () => undefined, refused: ({ code }) => refused.push(code) },
  )
  await queue.load(image)
  const box = (x: number): NewBox => ({ x1: x, y1: 10, x2: x + 20, y2: 40, classId: cat })
  const stored = () => getLabels(project, image).boxes.map(facts)
  const shown = () => (queue.labels(image)?.boxes ?? []).map(facts)
  return { project, image, queue, refused, box, stored, shown, cat }
}

function facts({ x1, y1, x2, y2, classId, note }: LabelBox) {
  return { x1, y1, x2, y2, classId, note }
}

const settle = async (queue: SaveQueue) => queue.settled().catch(() => undefined)

describe('save queue', () => {
  it('shows an edit at once and has it stored when settled', async () => {
    const { queue, image, box, stored, shown } = await setUp()
    queue.edit(image, [{ kind: 'add', box: box(5) }], 'Add box')
    expect(shown()).toHaveLength(1)
    expect(queue.status.kind).toBe('saving')
    expect(stored()).toHaveLength(0)
    await queue.settled()
    expect(stored()).toEqual(shown())
    expect(queue.status.kind).toBe('saved')
  })

  it('lets a new box be changed and deleted before the engine has named it', async () => {
    const { queue, image, box, stored } = await setUp()
    const [id] = queue.edit(image, [{ kind: 'add', box: box(5) }], 'Add box')
    queue.edit(image, [{ kind: 'update', id: id!, change: { x2: 99 } }], 'Resize box')
    const [other] = queue.edit(image, [{ kind: 'add', box: box(200) }], 'Add box')
    queue.edit(image, [{ kind: 'remove', id: other! }], 'Delete box')
    await queue.settled()
    expect(stored()).toMatchObject([{ x1: 5, x2: 99 }])
    expect(queue.labels(image)?.boxes[0]?.id).toBe(id)
  })

  it('keeps edits waiting while the engine does not answer, and saves them in order on retry', async () => {
    const { queue, image, box, stored, shown } = await setUp(['lost-before', 'lost-before'])
    queue.edit(image, [{ kind: 'add', box: box(5) }], 'Add box')
    queue.edit(image, [{ kind: 'add', box: box(50) }], 'Add box')
    await expect(queue.settled()).rejects.toMatchObject({ code: 'IO' })
    queue.edit(image, [{ kind: 'add', box: box(90) }], 'Add box')
    expect(queue.status).toMatchObject({ kind: 'failed', error: { code: 'IO' } })
    expect(shown()).toHaveLength(3)
    queue.retry()
    await settle(queue)
    expect(stored()).toHaveLength(0)
    queue.retry()
    await queue.settled()
    expect(stored().map(({ x1 }) => x1)).toEqual([5, 50, 90])
  })

  it('does not save twice what was saved when only the answer got lost', async () => {
    const { queue, image, box, stored } = await setUp(['lost-after'])
    const [id] = queue.edit(image, [{ kind: 'add', box: box(5) }], 'Add box')
    queue.edit(image, [{ kind: 'update', id: id!, change: { note: 'mine' } }], 'Change note')
    await settle(queue)
    queue.retry()
    await queue.settled()
    expect(stored()).toMatchObject([{ x1: 5, note: 'mine' }])
  })

  it('takes back what the engine refuses, and goes on with the rest', async () => {
    const { queue, image, box, stored, shown, refused } = await setUp()
    queue.edit(image, [{ kind: 'update', id: 12_345, change: { x1: 1 } }], 'Move box')
    queue.edit(image, [{ kind: 'add', box: { ...box(5), classId: 999 } }], 'Add box')
    queue.edit(image, [{ kind: 'add', box: box(50) }], 'Add box')
    await queue.settled()
    expect(refused).toHaveLength(2)
    expect(shown()).toMatchObject([{ x1: 50 }])
    expect(stored()).toEqual(shown())
  })

  it('gives up what waits only when it is told to', async () => {
    const { queue, image, box, shown } = await setUp(['disk-full'])
    queue.edit(image, [{ kind: 'add', box: box(5) }], 'Add box')
    await expect(queue.settled()).rejects.toMatchObject({ code: 'DISK_FULL' })
    expect(shown()).toHaveLength(1)
    await queue.discard()
    expect(shown()).toHaveLength(0)
    expect(queue.status.kind).toBe('saved')
  })

  it('changes the state in its turn, after the edits before it', async () => {
    const { project, queue, image, box } = await setUp()
    queue.edit(image, [{ kind: 'add', box: box(5) }], 'Add box')
    expect(queue.labels(image)?.image.state).toBe('in-progress')
    queue.act(
      image,
      (before) => ({ ...before, image: { ...before.image, state: 'done' } }),
      async () => {
        recordChange(project, 'Mark image as done', (change) => setImageStates(change, [image], 'done'))
        return historyState(project)
      },
    )
    expect(queue.labels(image)?.image.state).toBe('done')
    await queue.settled()
    expect(getLabels(project, image).image.state).toBe('done')
  })

  it('ends equal to the engine after any gestures over any connection', async () => {
    const weather = fc.array(fc.constantFrom<Weather>('fine', 'lost-before', 'lost-after', 'disk-full'), {
      maxLength: 25,
    })
    const gesture = fc.record({
      kind: fc.constantFrom('add', 'update', 'remove'),
      which: fc.nat(20),
      x: fc.integer({ min: 0, max: 500 }),
      wait: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(weather, fc.array(gesture, { maxLength: 15 }), async (conditions, gestures) => {
        const { project, queue, image, box, stored, shown } = await setUp(conditions)
        for (const { kind, which, x, wait } of gestures) {
          const boxes = queue.labels(image)?.boxes ?? []
          const id = boxes[which % Math.max(1, boxes.length)]?.id
          if (kind === 'add') queue.edit(image, [{ kind, box: box(x) }], 'Add box')
          else if (id !== undefined && kind === 'update') {
            queue.edit(image, [{ kind, id, change: { x1: x, x2: x + 9 } }], 'Move box')
          } else if (id !== undefined) queue.edit(image, [{ kind: 'remove', id }], 'Delete box')
          if (wait) await settle(queue)
        }
        const expected = shown()
        while (queue.status.kind !== 'saved') {
          await settle(queue)
          queue.retry()
        }
        await settle(queue)
        expect(shown()).toEqual(expected)
        expect(stored()).toEqual(expected)
        project.close()
      }),
      { numRuns: 25 },
    )
  })
})
