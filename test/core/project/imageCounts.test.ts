import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { bulkInsert } from '../../../core/project/bulkInsert.ts'
import { recordChange } from '../../../core/project/history.ts'
import { setImageSplits } from '../../../core/project/images.ts'
import { imageCounts } from '../../../core/project/imageCounts.ts'
import { countImages } from '../../../core/project/imageQueries.ts'
import type { ImageFilter, ImageState, SplitChoice } from '../../../core/project/types.ts'
import { newImage, temporaryProject } from './temporaryProject.ts'

const STATES: ImageState[] = ['new', 'in-progress', 'done', 'empty']
const SPLITS: SplitChoice[] = ['train', 'val', 'test', 'none', 'out']
const CLASSES = [1, 2, 3]

const filters: fc.Arbitrary<ImageFilter> = fc.record(
  {
    states: fc.subarray(STATES),
    splits: fc.subarray(SPLITS),
    classIds: fc.subarray(CLASSES),
    broken: fc.boolean(),
    text: fc.constantFrom('', '1', 'photo', 'nowhere'),
    search: fc.constantFrom('', 'count:>1', '-class:b', 'side:<50%'),
    ids: fc.subarray(Array.from({ length: 40 }, (_, index) => index + 1)),
  },
  { requiredKeys: [] },
)

it('counts for each choice what asking for it would find', () => {
  const project = temporaryProject()
  const names = ['a', 'b', 'c']
  const images = Array.from({ length: 60 }, (_, index) => ({
    ...newImage(`photo ${index}.jpg`, {
      state: STATES[(index * 7) % 4] ?? 'new',
      split: ([null, 'train', 'val', 'test'] as const)[(index * 5) % 4] ?? null,
      problem: index % 11 === 0 ? 'It is cut off.' : null,
    }),
    boxes: names
      .filter((_, at) => (index + at) % 3 === 0 || index % 5 === at)
      .map((className) => ({ className, x1: 0, y1: 0, x2: 50 + index * 5, y2: 50 })),
  }))
  const { imageIds } = bulkInsert(project, 'Import', { classes: names.map((name) => ({ name })), images })
  recordChange(project, 'Leave out', (change) => setImageSplits(change, imageIds.slice(0, 9), null, true))
  fc.assert(
    fc.property(filters, (filter) => {
      const counts = imageCounts(project, filter)
      const count = (choice: ImageFilter) => countImages(project, { ...filter, ...choice })
      expect(counts.total).toBe(count({}))
      expect(counts.broken).toBe(count({ broken: true }))
      for (const state of STATES) expect(counts.states[state]).toBe(count({ states: [state] }))
      for (const split of SPLITS) expect(counts.splits[split]).toBe(count({ splits: [split] }))
      for (const id of CLASSES) expect(counts.classes[id] ?? 0).toBe(count({ classIds: [id] }))
    }),
    { numRuns: 60 },
  )
})
