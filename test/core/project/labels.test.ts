import { expect, it } from 'vitest'
import { editLabels, getLabels } from '../../../core/project/labels.ts'
import { recordChange, redo, undo } from '../../../core/project/history.ts'
import { getImage, removeImages, setImageStates } from '../../../core/project/images.ts'
import type { Project } from '../../../core/project/project.ts'
import type { ImageState, NewBox } from '../../../core/project/types.ts'
import { fill, temporaryProject } from './temporaryProject.ts'

const edges = { x1: 10.25, y1: 20.5, x2: 30.125, y2: 40 }

function add(project: Project, image: number, box: NewBox): number {
  const [id] = editLabels(project, image, [{ kind: 'add', box }], 'Draw box')
  expect(id).toBeTypeOf('number')
  return id ?? 0
}

function mark(project: Project, images: number[], state: ImageState): void {
  recordChange(project, 'Mark', (change) => setImageStates(change, images, state))
}

it('keeps a box as it was given', () => {
  const project = temporaryProject()
  const { images, cat } = fill(project)
  const box = { ...edges, classId: cat, crowd: true, note: 'half hidden', attributes: { pose: 'left', age: 3.5 } }
  add(project, images[0]!, box)
  expect(getLabels(project, images[0]!).boxes).toEqual([
    expect.objectContaining({ ...box, difficult: false, truncated: false, occluded: false, origin: 'person' }),
  ])
})

it('puts edges in order and inside the image, and refuses what has no area there', () => {
  const project = temporaryProject()
  const { images, cat } = fill(project)
  const image = images[0]!
  add(project, image, { classId: cat, x1: 700, y1: 30, x2: 600, y2: -5 })
  expect(getLabels(project, image).boxes[0]).toMatchObject({ x1: 600, y1: 0, x2: 640, y2: 30 })
  for (const bad of [
    { x1: 5, y1: 5, x2: 5, y2: 9 },
    { x1: 700, y1: 0, x2: 800, y2: 9 },
    { x1: Number.NaN, y1: 0, x2: 1, y2: 1 },
  ]) {
    expect(() => add(project, image, { classId: cat, ...bad })).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }))
  }
})

it('makes all edits of a gesture or none', () => {
  const project = temporaryProject()
  const { images, cat } = fill(project)
  const image = images[0]!
  const before = getLabels(project, image)
  const box = { ...edges, classId: cat }
  const edits = [
    { kind: 'add' as const, box },
    { kind: 'remove' as const, id: 12_345 },
  ]
  expect(() => editLabels(project, image, edits, 'Both')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
  expect(() => add(project, image, { ...edges, classId: 99 })).toThrow(/no class 99/)
  expect(() => editLabels(project, 999, [{ kind: 'add', box }], 'Draw')).toThrow(/no image 999/)
  expect(getLabels(project, image)).toEqual(before)
})

it('does not change a box through another image', () => {
  const project = temporaryProject()
  const { images, cat } = fill(project)
  const id = add(project, images[0]!, { ...edges, classId: cat })
  const other = images[1]!
  expect(() => editLabels(project, other, [{ kind: 'remove', id }], 'Delete')).toThrow(/no box/)
  expect(() => editLabels(project, other, [{ kind: 'update', id, change: { x1: 0 } }], 'Move')).toThrow(/no box/)
})

it('moves images through their states', () => {
  const project = temporaryProject()
  const { images, cat } = fill(project)
  const image = images[0]!
  const state = () => getImage(project, image).state
  const id = add(project, image, { ...edges, classId: cat })
  expect(state()).toBe('in-progress')
  mark(project, [image], 'done')
  expect(state()).toBe('done')
  expect(() => mark(project, images, 'empty')).toThrow(/has|have boxes/)
  editLabels(project, image, [{ kind: 'remove', id }], 'Delete box')
  expect(state()).toBe('done')
  mark(project, [image], 'in-progress')
  mark(project, [image], 'done')
  expect(state()).toBe('empty')
  add(project, image, { ...edges, classId: cat })
  expect(state()).toBe('in-progress')
})

it('undoes and redoes across images, and never reuses an id', () => {
  const project = temporaryProject()
  const { images, cat } = fill(project)
  const first = add(project, images[0]!, { ...edges, classId: cat })
  add(project, images[1]!, { ...edges, classId: cat })
  expect(undo(project)).toMatchObject({ title: 'Draw box', imageIds: [images[1]] })
  expect(undo(project)?.imageIds).toEqual([images[0]])
  expect(getImage(project, images[0]!)).toMatchObject({ state: 'new', boxCount: 0 })
  expect(redo(project)?.imageIds).toEqual([images[0]])
  expect(getLabels(project, images[0]!).boxes.map((box) => box.id)).toEqual([first])
  const third = add(project, images[1]!, { ...edges, classId: cat })
  expect(third).toBeGreaterThan(first + 1)
  expect(redo(project)).toBeNull()
})

it('brings removed images back with their boxes', () => {
  const project = temporaryProject()
  const { images, cat } = fill(project)
  add(project, images[0]!, { ...edges, classId: cat, note: 'kept' })
  const before = getLabels(project, images[0]!)
  recordChange(project, 'Remove 2 images', (change) => removeImages(change, images))
  expect(() => getLabels(project, images[0]!)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
  undo(project)
  const after = getLabels(project, images[0]!)
  expect(after.boxes).toEqual(before.boxes)
  expect(after.image.revision).toBeGreaterThan(before.image.revision)
})

it('leaves no entry for a change that changes nothing', () => {
  const project = temporaryProject()
  const { images, cat } = fill(project)
  const id = add(project, images[0]!, { ...edges, classId: cat })
  const { revision } = getImage(project, images[0]!)
  editLabels(project, images[0]!, [{ kind: 'update', id, change: { x1: edges.x1, classId: cat } }], 'Nothing')
  expect(getImage(project, images[0]!).revision).toBe(revision)
  expect(undo(project)?.title).toBe('Draw box')
})
