/** The count of boxes that are drawn twice, which the search for them goes by, is true after every way of changing boxes. */
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { findDoubtful } from '../../../core/dataset/quality.ts'
import { boxesByImage } from '../../../core/project/boxes.ts'
import { bulkInsert } from '../../../core/project/bulkInsert.ts'
import { mergeClasses } from '../../../core/project/classes.ts'
import { ProjectDatabase } from '../../../core/project/database.ts'
import { recordChange, redo, undo } from '../../../core/project/history.ts'
import { listImages } from '../../../core/project/images.ts'
import { imageIds } from '../../../core/project/imageQueries.ts'
import { editLabels } from '../../../core/project/labels.ts'
import { migrate, readMigrations } from '../../../core/project/migrate.ts'
import type { Project } from '../../../core/project/project.ts'
import { newImage, temporaryProject } from './temporaryProject.ts'

type Drawn = [x: number, y: number, side: number, shift: number, className: 'a' | 'b']

/** A few places and sides, shifted by next to nothing or by about what is allowed: many are the same, or nearly so. */
const drawn: fc.Arbitrary<Drawn> = fc.tuple(
  fc.constantFrom(0, 30, 60),
  fc.constantFrom(0, 40),
  fc.constantFrom(20, 35),
  fc.constantFrom(0, 0.2, 0.5, 0.51, 0.9, 2),
  fc.constantFrom('a', 'b'),
)

const edges = ([x, y, side, shift]: Drawn) => ({ x1: x + shift, y1: y, x2: x + shift + side, y2: y + side })

function filled(images: readonly Drawn[][]): Project {
  const project = temporaryProject()
  bulkInsert(project, 'Set up', {
    classes: [{ name: 'a' }, { name: 'b' }],
    images: images.map((boxes, index) => ({
      ...newImage(`${index}.jpg`, { width: 100, height: 100 }),
      boxes: boxes.map((box) => ({ className: box[4], ...edges(box) })),
    })),
  })
  return project
}

function expectTrue(project: Project): void {
  const findings = findDoubtful(listImages(project), boxesByImage(project)).filter(({ kind }) => kind === 'duplicate')
  const has = new Set(findings.map(({ imageId }) => imageId))
  const list = (search: string) => imageIds(project, { filter: { search }, sort: 'added', descending: false })
  expect(list('check:duplicate')).toEqual([...has])
  const others = listImages(project).filter(({ id }) => !has.has(id))
  expect(list('-check:duplicate')).toEqual(others.map(({ id }) => id))
  const counted = project.database.all<{ image: number; duplicates: number }>(
    'SELECT image_id AS image, sum(duplicates) AS duplicates FROM image_classes GROUP BY 1 HAVING sum(duplicates) > 0',
  )
  expect(counted.map(({ image }) => image)).toEqual([...has])
}

it('is true after imports, edits, merging classes, undo and redo', () => {
  const image = fc.array(drawn, { maxLength: 6 })
  fc.assert(
    fc.property(fc.array(image, { minLength: 1, maxLength: 4 }), drawn, (images, added) => {
      const project = filled(images)
      expectTrue(project)
      const classId = added[4] === 'a' ? 1 : 2
      editLabels(project, 1, [{ kind: 'add', box: { classId, ...edges(added) } }], 'Draw')
      expectTrue(project)
      recordChange(project, 'Merge', (change) => mergeClasses(change, [2], 1))
      expectTrue(project)
      for (const step of [undo, undo, redo, redo]) {
        step(project)
        expectTrue(project)
      }
    }),
    { numRuns: 25 },
  )
})

it('is made for projects of older versions', () => {
  const database = new ProjectDatabase(':memory:')
  const migrations = readMigrations()
  migrate(database, migrations.slice(0, 8))
  database.exec(`INSERT INTO classes (name, color, position) VALUES ('cat', '#ff0000', 0), ('dog', '#00ff00', 1);
    INSERT INTO images (path, name, sort_key, search_text, width, height, orientation, bytes, hash, state, added_at)
      VALUES ('a.jpg', 'a.jpg', 'a', 'a', 100, 100, 1, 1, 'h', 'done', '');`)
  for (const [classId, x1] of [
    [1, 10],
    [1, 10.5],
    [1, 40],
    [2, 10],
    [1, 10.2],
  ] as const) {
    database.run(
      `INSERT INTO boxes (image_id, class_id, x1, y1, x2, y2, difficult, truncated, crowd, occluded, attributes, note,
        origin, created_at, updated_at) VALUES (1, ?, ?, 10, ?, 40, 0, 0, 0, 0, '{}', '', 'person', '', '')`,
      classId,
      x1,
      x1 + 30,
    )
  }
  database.exec(`INSERT INTO image_classes (class_id, image_id, boxes)
    SELECT class_id, image_id, count(*) FROM boxes GROUP BY class_id, image_id`)
  migrate(database, migrations)
  const sql = 'SELECT class_id, boxes, duplicates FROM image_classes ORDER BY class_id'
  expect(database.lists(sql)).toEqual([
    [1, 4, 2],
    [2, 1, 0],
  ])
  database.close()
})
