/** How the grid's questions are answered: by an index where there is one, never by sorting or reading what is not asked for. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ProjectDatabase } from '../../../core/project/database.ts'
import { filterCondition, queryOrder } from '../../../core/project/imageFilter.ts'
import { migrate, readMigrations } from '../../../core/project/migrate.ts'
import { SUM } from '../../../core/project/summary.ts'
import { IN_IDS } from '../../../core/project/tables.ts'
import type { ImageFilter, ImageSort } from '../../../core/project/types.ts'

const database = new ProjectDatabase(':memory:')
beforeAll(() => migrate(database, readMigrations()))
afterAll(() => database.close())

function plan(sql: string): string {
  return database
    .all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    .map(({ detail }) => detail)
    .join('\n')
}

function planOf(filter: ImageFilter, sort: ImageSort, descending: boolean): string {
  const order = queryOrder({ sort, descending })
  return plan(`SELECT id FROM images WHERE ${filterCondition(filter).sql} ORDER BY ${order}`)
}

const SORTS: ImageSort[] = ['path', 'added', 'boxes', 'state', 'size']
const FILTERS: Record<string, ImageFilter> = {
  everything: {},
  'a class': { classIds: [1] },
  'a state': { states: ['done'] },
  'a text': { text: 'day' },
  'boxes of a size': { search: 'side:<5%' },
  'a score': { search: 'score:>.5' },
  'a tag': { search: 'tag:night' },
}

describe.each(Object.entries(FILTERS))('a list of %s', (_name, filter) => {
  it.each(SORTS)('by %s comes out of an index in order', (sort) => {
    for (const descending of [false, true])
      expect(planOf(filter, sort, descending)).not.toMatch(/TEMP B-TREE FOR ORDER/)
  })

  it('looks up what belongs to an image', () => {
    const others = planOf(filter, 'path', false)
      .split('\n')
      .filter((line) => line.startsWith('SCAN') && !/images|json_each|wanted|\bd\b|CONSTANT ROW/.test(line))
    expect(others).toEqual([])
  })
})

it.each([
  'side:<5%',
  'ratio:>3',
  'class:cat side:>30%',
  'check:tiny',
  'check:border',
  'check:duplicate',
  'check:shape',
])('looks for boxes in an index that has all of them that is asked for: %s', (search) => {
  const looks = planOf({ search }, 'path', false)
    .split('\n')
    .filter((line) => /\b(b|o|boxes)\b( EXISTS)? USING/.test(line))
  expect(looks).not.toEqual([])
  for (const look of looks) expect(look).toMatch(/USING COVERING INDEX/)
})

it('compares boxes with those of their image and class', () => {
  expect(planOf({ search: 'check:duplicate' }, 'path', false)).toMatch(
    /SEARCH o USING COVERING INDEX boxes_by_image \(image_id=\? AND class_id=\? AND x1>\? AND x1<\?\)/,
  )
})

it('looks for such boxes only where there are some', () => {
  for (const search of ['check:duplicate', '-check:duplicate', 'class:cat check:duplicate side:>1%']) {
    expect(planOf({ search }, 'path', false)).toMatch(/USING INDEX image_classes_with_duplicates/)
  }
})

it('fetches rows and their boxes by key', () => {
  expect(plan(`SELECT * FROM images WHERE id ${IN_IDS}`)).toMatch(/SEARCH images USING INTEGER PRIMARY KEY/)
  expect(plan(`SELECT * FROM boxes WHERE image_id ${IN_IDS} ORDER BY id`)).toMatch(
    /SEARCH boxes USING INDEX boxes_by_image/,
  )
})

it('sums up without touching a table', () => {
  const sum = plan(SUM)
  expect(sum).toMatch(/COVERING INDEX images_by_facts/)
  expect(sum).not.toMatch(/TEMP B-TREE/)
  expect(plan('SELECT max(id) FROM images')).toMatch(/SEARCH images/)
})
