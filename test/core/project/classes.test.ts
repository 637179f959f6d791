import { expect, it } from 'vitest'
import {
  addClass,
  listClasses,
  mergeClasses,
  removeClass,
  reorderClasses,
  updateClass,
} from '../../../core/project/classes.ts'
import { recordChange, undo } from '../../../core/project/history.ts'
import { editLabels, getLabels } from '../../../core/project/labels.ts'
import { nextColor } from '../../../core/project/palette.ts'
import type { Project } from '../../../core/project/project.ts'
import { fill, temporaryProject } from './temporaryProject.ts'

function draw(project: Project, image: number, classId: number): void {
  editLabels(project, image, [{ kind: 'add', box: { classId, x1: 1, y1: 1, x2: 9, y2: 9 } }], 'Draw box')
}

const names = (project: Project) => listClasses(project).map((one) => one.name)

it('counts boxes by class and keeps the order', () => {
  const project = temporaryProject()
  const { images, cat, dog } = fill(project)
  draw(project, images[0]!, cat)
  draw(project, images[1]!, cat)
  recordChange(project, 'Order', (change) => reorderClasses(change, [dog]))
  expect(listClasses(project)).toMatchObject([
    { name: 'dog', position: 0, boxCount: 0 },
    { name: 'cat', position: 1, boxCount: 2 },
  ])
})

it('renames and recolours; a name belongs to one class', () => {
  const project = temporaryProject()
  const { cat } = fill(project)
  recordChange(project, 'Rename', (change) => updateClass(change, cat, { name: 'Cat', color: '#123456' }))
  expect(listClasses(project)[0]).toMatchObject({ name: 'Cat', color: '#123456' })
  const taken = () => recordChange(project, 'Rename', (change) => updateClass(change, cat, { name: 'dog' }))
  expect(taken).toThrow(expect.objectContaining({ code: 'CONFLICT' }))
  expect(() => recordChange(project, 'Add', (change) => addClass(change, 'dog'))).toThrow(/"dog" already/)
})

it('merges and removes with the boxes, and undo takes it back', () => {
  const project = temporaryProject()
  const { images, cat, dog } = fill(project)
  draw(project, images[0]!, cat)
  draw(project, images[0]!, dog)
  const before = getLabels(project, images[0]!)
  recordChange(project, 'Merge', (change) => mergeClasses(change, [cat, dog], dog))
  expect(names(project)).toEqual(['dog'])
  expect(getLabels(project, images[0]!).boxes.map((box) => box.classId)).toEqual([dog, dog])
  undo(project)
  expect(getLabels(project, images[0]!).boxes.map((box) => box.classId)).toEqual([cat, dog])
  recordChange(project, 'Remove', (change) => removeClass(change, cat))
  expect(getLabels(project, images[0]!).boxes).toHaveLength(1)
  undo(project)
  expect(names(project)).toEqual(['cat', 'dog'])
  expect(getLabels(project, images[0]!).boxes.map((box) => box.id)).toEqual(before.boxes.map((box) => box.id))
})

it('gives every class a colour of its own', () => {
  const colors: string[] = []
  for (let i = 0; i < 100; i++) colors.push(nextColor(colors))
  expect(new Set(colors).size).toBe(100)
  expect(colors.every((color) => /^#[0-9a-f]{6}$/.test(color))).toBe(true)
  expect(nextColor([colors[1]!])).toBe(colors[0])
})
