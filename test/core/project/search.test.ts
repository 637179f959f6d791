import path from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findDoubtful } from '../../../core/dataset/quality.ts'
import { BOX_CHECKS } from '../../../core/dataset/search/keys.ts'
import { boxesByImage } from '../../../core/project/boxes.ts'
import { bulkInsert } from '../../../core/project/bulkInsert.ts'
import { ProjectDatabase } from '../../../core/project/database.ts'
import { recordChange, redo, undo } from '../../../core/project/history.ts'
import { listImages, removeImages } from '../../../core/project/images.ts'
import { imageCounts } from '../../../core/project/imageCounts.ts'
import { imageIds } from '../../../core/project/imageQueries.ts'
import { migrate, readMigrations } from '../../../core/project/migrate.ts'
import type { Project } from '../../../core/project/project.ts'
import { addTags, listTags, removeTags } from '../../../core/project/tags.ts'
import { listViews, removeView, saveView } from '../../../core/project/views.ts'
import { newImage, reopened, temporaryFolder, temporaryProject } from './temporaryProject.ts'

const box = (className: string, x1: number, y1: number, x2: number, y2: number) => ({ className, x1, y1, x2, y2 })

function filled(): Project {
  const project = temporaryProject()
  bulkInsert(project, 'Set up', {
    classes: [{ name: 'Car' }, { name: 'traffic light' }],
    images: [
      { ...newImage('day/a.jpg'), state: 'done', split: 'train', boxes: [box('Car', 10, 10, 400, 300)] },
      {
        ...newImage('night/b.jpg'),
        state: 'done',
        split: 'val',
        boxes: [box('Car', 20, 20, 50, 50), box('traffic light', 300, 100, 310, 140)],
      },
      { ...newImage('night/c.jpg'), boxes: [] },
    ],
  })
  return project
}

function found(project: Project, search: string): string[] {
  const ids = imageIds(project, { filter: { search }, sort: 'path', descending: false })
  const names = new Map(listImages(project).map(({ id, name }) => [id, name.charAt(0)]))
  return ids.map((id) => names.get(id) ?? '')
}

it('finds classes in any case, in any language', () => {
  const project = temporaryProject()
  const image = { ...newImage('a.jpg'), boxes: [box('Äpfel', 1, 1, 9, 9)] }
  bulkInsert(project, 'Set up', { classes: [{ name: 'Äpfel' }], images: [image] })
  for (const search of ['class:äpfel', 'class:ÄPFEL side:>0', `class:${'Äpfel'.normalize('NFD')}`]) {
    expect(found(project, search), search).toEqual(['a'])
  }
})

describe('searching images', () => {
  it.each([
    ['', 'abc'],
    ['class:car', 'ab'],
    ['class:car class:"traffic light"', 'b'],
    ['-class:car', 'c'],
    ['class:car side:<10%', 'b'],
    ['class:"traffic light" side:>20%', ''],
    ['count:0', 'c'],
    ['count:>=1', 'ab'],
    ['state:done -split:val', 'a'],
    ['split:none', 'c'],
    ['NIGHT', 'bc'],
    ['folder:night b', 'b'],
    ['folder:nig', ''],
    ['ratio:<.5', 'b'],
    ['x:<10% y:<10%', 'b'],
    ['-ratio:<.5', 'ac'],
    ['width:640 height:<=480', 'abc'],
    ['is:broken,tagged', ''],
    ['score:<.5', ''],
    [`class:"x' OR 1=1"`, ''],
  ])('%s', (search, names) => {
    expect(found(filled(), search).join('')).toBe(names)
  })

  it('refuses what it does not understand with the parser’s sentence', () => {
    expect(() => found(filled(), 'stat:done')).toThrow('Did you mean state:?')
  })

  it('counts the choices of other filters within a search', () => {
    expect(imageCounts(filled(), { search: 'folder:night' })).toMatchObject({ total: 2, splits: { val: 1, none: 1 } })
  })

  it('finds the same doubtful boxes as the statistics', () => {
    const edge = fc.double({ min: -5, max: 110, noNaN: true })
    const image = fc.array(fc.tuple(edge, edge, edge, edge, fc.constantFrom('a', 'b')), { maxLength: 30 })
    fc.assert(
      fc.property(fc.array(image, { minLength: 1, maxLength: 4 }), (drawn) => {
        const project = temporaryProject()
        bulkInsert(project, 'Set up', {
          classes: [{ name: 'a' }, { name: 'b' }],
          images: drawn.map((boxes, index) => ({
            ...newImage(`${index}.jpg`, { width: 100, height: 100 }),
            boxes: boxes
              .map(([x1, y1, x2, y2, name]) =>
                box(name, Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2)),
              )
              .filter(
                ({ x1, y1, x2, y2 }) => x1 < 99 && y1 < 99 && x2 - Math.max(0, x1) > 0.1 && y2 - Math.max(0, y1) > 0.1,
              ),
          })),
        })
        const findings = findDoubtful(listImages(project), boxesByImage(project))
        for (const check of BOX_CHECKS) {
          const told = new Set(findings.filter(({ kind }) => kind === check).map(({ imageId }) => imageId))
          const ids = imageIds(project, { filter: { search: `check:${check}` }, sort: 'added', descending: false })
          expect(ids).toEqual([...told])
        }
      }),
      { numRuns: 15 },
    )
  })
})

describe('tags', () => {
  it('are added and taken off for many images, found, undone, and go with their image', () => {
    const project = filled()
    const ids = listImages(project).map(({ id }) => id)
    recordChange(project, 'Tag', (change) => addTags(change, ids, ['Night', ' rain ']))
    recordChange(project, 'Untag', (change) => removeTags(change, ids.slice(0, 1), ['NIGHT']))
    expect(listTags(project)).toEqual([
      { tag: 'night', images: 2 },
      { tag: 'rain', images: 3 },
    ])
    expect(found(project, 'tag:Night,none').join('')).toBe('bc')
    recordChange(project, 'Remove', (change) => removeImages(change, ids.slice(1)))
    expect(listTags(project)).toEqual([{ tag: 'rain', images: 1 }])
    undo(project)
    expect(found(project, '-tag:night').join('')).toBe('a')
    for (let step = 0; step < 2; step++) undo(project)
    expect(listTags(project)).toEqual([])
    redo(project)
    expect(listTags(reopened(project))).toHaveLength(2)
  })
})

describe('saved views', () => {
  it('keep name and query, replace those of the same name, and survive a restart', () => {
    const project = filled()
    const query = { filter: { search: 'tag:night' }, sort: 'boxes' as const, descending: true }
    saveView(project, { name: 'Night', query: { ...query, descending: false } })
    saveView(project, { name: 'Night', query })
    const again = reopened(project)
    expect(listViews(again)).toEqual([{ name: 'Night', query }])
    removeView(again, 'Night')
    expect(listViews(again)).toEqual([])
  })
})

it('an older project gets what order needs', () => {
  const file = path.join(temporaryFolder(), 'project.db')
  const database = new ProjectDatabase(file)
  migrate(database, readMigrations().slice(0, 3))
  database.exec(`INSERT INTO images (path, name, sort_key, search_text, width, height, orientation, bytes, hash, state, added_at)
    VALUES ('a.jpg', 'a.jpg', 'a', 'a', 1, 1, 1, 1, 'h', 'new', 'now')`)
  migrate(database, readMigrations())
  expect(database.get('SELECT left_out FROM images')).toEqual({ left_out: 0 })
  database.close()
})
