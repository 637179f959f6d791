/** What is said of classes that are shown more often. */
import { expect, it } from 'vitest'
import { rareClassNote } from '../../../../core/services/training/rareWords.ts'
import type { ClassRecord, ImageRecord } from '../../../../core/project/types.ts'
import type { TrainingSet } from '../../../../core/services/training/trainingSet.ts'

const classes = ['fish', 'shark', 'puffin', 'ray', 'eel'].map((name, index) => ({ id: index + 1, name }) as ClassRecord)

/** Images that show the given classes. */
function shows(...classIds: number[][]): [TrainingSet, ImageRecord[]] {
  const images = classIds.map((_, index) => ({ id: index + 1 }) as ImageRecord)
  const box = { crowd: false, difficult: false }
  const boxes = new Map(classIds.map((ids, index) => [index + 1, ids.map((classId) => ({ ...box, classId }))]))
  return [{ boxes } as unknown as TrainingSet, images]
}

it('names the rare classes, rarest first, and how often their images are shown', () => {
  const set = shows(...Array.from({ length: 30 }, () => [1]), [1, 2], [1, 2], [1, 2], [1, 3], [1], [1])
  const [note] = rareClassNote(...set, classes, { rareShare: 0.5 })
  expect(note).toMatchObject({ code: 'rare-classes', severity: 'info' })
  expect(note?.text).toBe(
    'puffin and shark are in few images, which are shown up to 4.2 times as often, so that they can be learnt, too.',
  )
})

it('counts what it does not name', () => {
  const set = shows(...Array.from({ length: 36 }, () => [1]), [2], [3], [4], [5])
  expect(rareClassNote(...set, classes, { rareShare: 0.5 })[0]?.text).toContain(
    'shark, puffin, ray and 1 more class are',
  )
})

it('says nothing where classes are alike or the sampling is off', () => {
  expect(rareClassNote(...shows([1, 2], [1, 2], [1]), classes, { rareShare: 0.5 })).toEqual([])
  expect(rareClassNote(...shows([1], [1], [1], [1], [2]), classes, { rareShare: 0 })).toEqual([])
  expect(rareClassNote(...shows(), classes, { rareShare: 0.5 })).toEqual([])
})
