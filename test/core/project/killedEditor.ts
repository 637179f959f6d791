/**
 * A process that edits a project without end, to be killed: `node killedEditor.ts PROJECT SEED`. On stdout it says
 * "begin KIND" before each change and "done DIGEST" once the change was acknowledged.
 */
import { randomUUID } from 'node:crypto'
import { writeSync } from 'node:fs'
import { bulkInsert } from '../../../core/project/bulkInsert.ts'
import { listClasses } from '../../../core/project/classes.ts'
import { recordChange, redo, undo } from '../../../core/project/history.ts'
import { listImages, removeImages, setImageStates } from '../../../core/project/images.ts'
import { editLabels } from '../../../core/project/labels.ts'
import { openProject, type Project } from '../../../core/project/project.ts'
import { contentDigest } from './contentDigest.ts'

const edges = { x1: 1, y1: 2, x2: 30.5, y2: 40.25 }
const facts = { width: 640, height: 480, orientation: 1, bytes: 1, hash: 'hash' }
// Names of this process alone: one that ran before it may have made as many.
const prefix = randomUUID()
let count = 0

const changes: Array<[kind: string, run: (project: Project) => void]> = [
  [
    'import',
    (project) => {
      const boxes = [{ ...edges, className: 'cat' }]
      const images = Array.from({ length: 50 }, () => ({ path: `${prefix}-${count++}.jpg`, ...facts, boxes }))
      bulkInsert(project, 'Import', { classes: [{ name: 'cat' }], images })
    },
  ],
  [
    'draw',
    (project) => {
      const image = listImages(project)[0]
      // Not always class 1: after an undone import the next one makes a class with a new id.
      const entry = listClasses(project)[0]
      if (!image || !entry) return
      const add = { kind: 'add' as const, box: { ...edges, classId: entry.id } }
      editLabels(project, image.id, [add, add], 'Draw')
    },
  ],
  [
    'mark',
    (project) => {
      const ids = listImages(project).map((image) => image.id)
      recordChange(project, 'Mark', (change) => setImageStates(change, ids, count++ % 2 === 0 ? 'done' : 'new'))
    },
  ],
  [
    'remove',
    (project) => {
      const ids = listImages(project).map((image) => image.id)
      recordChange(project, 'Remove', (change) => removeImages(change, ids.slice(3)))
    },
  ],
  ['undo', (project) => undo(project)],
  ['redo', (project) => redo(project)],
]

const [location = '', seed = '1'] = process.argv.slice(2)
const project = openProject(location)
writeSync(1, `done ${contentDigest(project)}\n`)
// A small linear congruential generator: the same changes for the same seed.
for (let state = Number(seed); ;) {
  state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
  const [kind, run] = changes[Math.floor((state / 2 ** 32) * changes.length)]!
  writeSync(1, `begin ${kind}\n`)
  run(project)
  writeSync(1, `done ${contentDigest(project)}\n`)
}
