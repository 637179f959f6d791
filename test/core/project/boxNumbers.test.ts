import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { BOX_CHECKS } from '../../../core/dataset/search/keys.ts'
import { knownBoxNumbers, readBoxNumbers, type BoxNumbers } from '../../../core/project/boxNumbers.ts'
import { bulkInsert, type ImportedBox } from '../../../core/project/bulkInsert.ts'
import { attachProject } from '../../../core/project/attach.ts'
import { recordChange, undo } from '../../../core/project/history.ts'
import { removeImages } from '../../../core/project/images.ts'
import { imageIds } from '../../../core/project/imageQueries.ts'
import { editLabels } from '../../../core/project/labels.ts'
import type { Project } from '../../../core/project/project.ts'
import { searchCondition } from '../../../core/project/searchCondition.ts'
import { newImage, temporaryProject } from './temporaryProject.ts'

function filled(images: ImportedBox[][]): Project {
  const project = temporaryProject()
  bulkInsert(project, 'Set up', {
    classes: ['Äpfel', 'b'].map((name) => ({ name })),
    images: images.map((boxes, index) => ({ ...newImage(`${index}.jpg`, { width: 100, height: 80 }), boxes })),
  })
  return project
}

function read(project: Project): BoxNumbers | null {
  knownBoxNumbers(project)
  for (const _step of readBoxNumbers(project));
  return knownBoxNumbers(project)
}

const place = fc.integer({ min: 0, max: 60 })
const side = fc.integer({ min: 1, max: 70 })
const drawn = fc
  .record({ x: place, y: place, w: side, h: side, className: fc.constantFrom('Äpfel', 'b'), truncated: fc.boolean() })
  .map(({ x, y, w, h, ...rest }): ImportedBox => ({ ...rest, x1: x, y1: y, x2: x + w, y2: Math.min(80, y + h) }))

const number = fc
  .constantFrom('<', '<=', '>', '>=', '')
  .chain((sign) => fc.constantFrom('.1', '20%', '.5', '1', '2').map((digits) => `${sign}${digits}`))
const term = fc.oneof(
  fc.tuple(fc.constantFrom('side', 'ratio', 'x', 'y'), fc.uniqueArray(number, { minLength: 1, maxLength: 2 })),
  fc.tuple(fc.constant('check'), fc.uniqueArray(fc.constantFrom(...BOX_CHECKS), { minLength: 1, maxLength: 2 })),
  fc.tuple(fc.constant('class'), fc.constant(['äpfel'])),
)
const search = fc
  .array(fc.tuple(fc.boolean(), term), { minLength: 1, maxLength: 3 })
  .map((terms) => terms.map(([negated, [key, values]]) => `${negated ? '-' : ''}${key}:${values.join(',')}`).join(' '))

it('finds what the database finds', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(drawn, { maxLength: 25 }), { minLength: 1, maxLength: 6 }),
      fc.array(search, { minLength: 10, maxLength: 10 }),
      (images, searches) => {
        const project = filled(images)
        const numbers = read(project)
        for (const text of searches) {
          const ids = (boxes: BoxNumbers | null) => {
            const { sql, values } = searchCondition(text, () => boxes)
            return project.database.lists(`SELECT id FROM images WHERE ${sql} ORDER BY id`, ...values)
          }
          expect(ids(numbers), text).toEqual(ids(null))
        }
      },
    ),
    { numRuns: 25 },
  )
})

it('asks the database for nothing but the images that boxes in memory give', () => {
  const project = filled([[{ className: 'b', x1: 1, y1: 1, x2: 9, y2: 9 }]])
  const numbers = read(project)
  const { sql, values } = searchCondition('class:b side:<50%', () => numbers)
  expect(sql).not.toContain('boxes')
  expect(values.at(-1)).toBe('[1]')
})

it('is of no use once labels have changed, until it is read again', () => {
  const writing = filled([1, 2].map((at) => [{ className: 'b', x1: at, y1: 1, x2: 9, y2: 9 }]))
  const reading = attachProject(writing, true)
  const small = { filter: { search: 'side:<50%' }, sort: 'added', descending: false } as const
  expect(read(reading)).not.toBeNull()
  expect(imageIds(reading, small)).toEqual([1, 2])
  writing.database.run("INSERT INTO settings (key, value) VALUES ('a', 'b')")
  expect(knownBoxNumbers(reading)).not.toBeNull()
  recordChange(writing, 'Remove', (change) => removeImages(change, [1]))
  expect(knownBoxNumbers(reading)).toBeNull()
  expect(imageIds(reading, small)).toEqual([2])
  expect(read(reading)).not.toBeNull()
  expect(imageIds(reading, small)).toEqual([2])
  reading.close()
})

it('is read anew after a box was moved, and after that was undone', () => {
  const writing = filled([[{ className: 'b', x1: 1, y1: 1, x2: 9, y2: 9 }]])
  const reading = attachProject(writing, true)
  expect(read(reading)).not.toBeNull()
  editLabels(writing, 1, [{ kind: 'update', id: 1, change: { x2: 90, y2: 79 } }], 'Move')
  expect(knownBoxNumbers(reading)).toBeNull()
  expect(read(reading)).not.toBeNull()
  undo(writing)
  expect(knownBoxNumbers(reading)).toBeNull()
  reading.close()
})

it('keeps nothing that somebody changed while it was read', () => {
  const writing = filled([[{ className: 'b', x1: 1, y1: 1, x2: 9, y2: 9 }]])
  const reading = attachProject(writing, true)
  knownBoxNumbers(reading)
  const steps = readBoxNumbers(reading)
  steps.next()
  recordChange(writing, 'Remove', (change) => removeImages(change, [1]))
  while (steps.next().done !== true);
  expect(knownBoxNumbers(reading)).toBeNull()
  reading.close()
})
