/** Random sequences of changes, undos, redos and restarts leave the database equal to a simple model of it. */
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { boxesByImage } from '../../../core/project/boxes.ts'
import { bulkInsert } from '../../../core/project/bulkInsert.ts'
import * as classes from '../../../core/project/classes.ts'
import { recordChange, redo, undo } from '../../../core/project/history.ts'
import { listImages, removeImages, setImageSplits, setImageStates } from '../../../core/project/images.ts'
import { imageCounts } from '../../../core/project/imageCounts.ts'
import { editLabels } from '../../../core/project/labels.ts'
import type { Project } from '../../../core/project/project.ts'
import { chosen, chosenSome, operations, type Model, type ModelBox, type Operation } from './historyModel.ts'
import { newImage, reopened, temporaryProject } from './temporaryProject.ts'

/** The project's content in the model's form. */
function read(project: Project): Model {
  const boxes = boxesByImage(project)
  const images = listImages(project).map(({ id, path, state, split }) => {
    const ofImage = boxes.get(id) ?? []
    const entries = ofImage.map(({ id, classId, x1, x2, note }): [number, ModelBox] => [id, { classId, x1, x2, note }])
    return [id, { path, state, split, boxes: Object.fromEntries(entries) }] as const
  })
  const all = classes.listClasses(project).map(({ id, name, position }) => [id, { name, position }] as const)
  return { classes: Object.fromEntries(all), images: Object.fromEntries(images) }
}

/** What is derived from the boxes agrees with them. */
function checkDerived(project: Project, model: Model): void {
  const perClass: Record<number, Set<number>> = {}
  for (const image of listImages(project)) {
    const boxes = Object.values(model.images[image.id]?.boxes ?? {})
    expect(image.boxCount).toBe(boxes.length)
    for (const { classId } of boxes) (perClass[classId] ??= new Set()).add(image.id)
  }
  const counts = Object.entries(perClass).map(([id, images]) => [id, images.size])
  expect(imageCounts(project, {}).classes).toEqual(Object.fromEntries(counts))
}

class Comparison {
  project = temporaryProject()
  model: Model = { classes: {}, images: {} }
  readonly past: Model[] = []
  future: Model[] = []
  readonly seen = new Set<number>()
  names = 0

  apply(operation: Operation): void {
    if (operation.kind === 'reopen') {
      this.project = reopened(this.project)
    } else if (operation.kind === 'undo') {
      expect(undo(this.project) === null).toBe(this.past.length === 0)
      this.#travel(this.past, this.future)
    } else if (operation.kind === 'redo') {
      expect(redo(this.project) === null).toBe(this.future.length === 0)
      this.#travel(this.future, this.past)
    } else {
      const before = structuredClone(this.model)
      this.#change(operation)
      if (JSON.stringify(before) !== JSON.stringify(this.model)) {
        this.past.push(before)
        this.future = []
      }
    }
    expect(read(this.project)).toEqual(this.model)
    checkDerived(this.project, this.model)
  }

  #travel(from: Model[], to: Model[]): void {
    const target = from.pop()
    if (!target) return
    to.push(this.model)
    this.model = target
  }

  #record(title: string, body: Parameters<typeof recordChange<void>>[2]): void {
    recordChange(this.project, title, body)
  }

  #fresh(id: number): number {
    // Images, boxes and classes each have ids of their own; those of boxes are the ones that come back most.
    expect(this.seen.has(id)).toBe(false)
    this.seen.add(id)
    return id
  }

  #change(operation: Operation): void {
    const { project, model } = this
    switch (operation.kind) {
      case 'import': {
        const name = chosen(model.classes, operation.images)
        const className = name === null ? `class ${this.names++}` : (model.classes[name]?.name ?? '')
        const boxes = Array.from({ length: operation.boxesEach }, (_, i) => ({
          className,
          x1: i,
          y1: 0,
          x2: i + 5,
          y2: 5,
        }))
        const state = boxes.length > 0 ? ('done' as const) : ('empty' as const)
        const images = Array.from({ length: operation.images }, () => newImage(`${this.names++}.jpg`, { state }))
        const listed = images.map((image) => ({ ...image, boxes }))
        const { imageIds } = bulkInsert(project, 'Import', { classes: [{ name: className }], images: listed })
        // What the import made is taken over; that undo, redo and later changes keep it is what is tested.
        const after = read(project)
        if (name === null) model.classes = after.classes
        for (const id of imageIds) model.images[id] = after.images[id]!
        expect(imageIds.map((id) => Object.keys(after.images[id]!.boxes).length)).toEqual(
          images.map(() => boxes.length),
        )
        break
      }
      case 'draw': {
        const image = chosen(model.images, operation.pick)
        const classId = chosen(model.classes, operation.class)
        if (image === null || classId === null) break
        const boxes = operation.boxes.map(({ x1, side }) => ({ classId, x1, y1: 0, x2: x1 + side, y2: 9 }))
        const edits = boxes.map((box) => ({ kind: 'add' as const, box }))
        const ids = editLabels(project, image, edits, 'Draw')
        const entry = model.images[image]!
        for (const [i, { x1, x2 }] of boxes.entries()) entry.boxes[this.#fresh(ids[i]!)] = { classId, x1, x2, note: '' }
        if (entry.state !== 'done') entry.state = 'in-progress'
        break
      }
      case 'move': {
        const image = chosen(model.images, operation.pick)
        const entry = model.images[image ?? 0]
        const id = chosen(entry?.boxes ?? {}, operation.box)
        if (image === null || !entry || id === null) break
        const values = { x1: operation.x1, x2: operation.x1 + operation.side, note: operation.note }
        editLabels(project, image, [{ kind: 'update', id, change: values }], 'Move')
        const box = entry.boxes[id]!
        const same = box.x1 === values.x1 && box.x2 === values.x2 && box.note === values.note
        if (!same && entry.state === 'new') entry.state = 'in-progress'
        Object.assign(box, values)
        break
      }
      case 'erase': {
        const image = chosen(model.images, operation.pick)
        const entry = model.images[image ?? 0]
        const id = chosen(entry?.boxes ?? {}, operation.box)
        if (image === null || !entry || id === null) break
        editLabels(project, image, [{ kind: 'remove', id }], 'Delete')
        delete entry.boxes[id]
        if (entry.state === 'new') entry.state = 'in-progress'
        break
      }
      case 'mark': {
        const ids = chosenSome(model.images, operation.picks)
        const entries = ids.map((id) => model.images[id]!)
        const labelled = (entry: (typeof entries)[number]) => Object.keys(entry.boxes).length > 0
        const mark = () => this.#record('Mark', (change) => setImageStates(change, ids, operation.state))
        if (operation.state === 'empty' && entries.some(labelled)) {
          expect(mark).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }))
          break
        }
        mark()
        for (const entry of entries) {
          entry.state = operation.state === 'done' && !labelled(entry) ? 'empty' : operation.state
        }
        break
      }
      case 'split': {
        const ids = chosenSome(model.images, operation.picks)
        this.#record('Split', (change) => setImageSplits(change, ids, operation.split))
        for (const id of ids) model.images[id]!.split = operation.split
        break
      }
      case 'discard': {
        const ids = chosenSome(model.images, operation.picks)
        this.#record('Remove', (change) => removeImages(change, ids))
        for (const id of ids) delete model.images[id]
        break
      }
      default:
        this.#changeClasses(operation)
    }
  }

  #changeClasses(operation: Operation): void {
    const { model } = this
    const positions = Object.values(model.classes).map((one) => one.position)
    switch (operation.kind) {
      case 'add class': {
        const name = `class ${this.names++}`
        let id = 0
        this.#record('Add class', (change) => {
          id = classes.addClass(change, name)
        })
        model.classes[id] = { name, position: Math.max(-1, ...positions) + 1 }
        break
      }
      case 'rename class': {
        const id = chosen(model.classes, operation.class)
        if (id === null) break
        const name = `class ${this.names++}`
        this.#record('Rename', (change) => classes.updateClass(change, id, { name }))
        model.classes[id]!.name = name
        break
      }
      case 'merge': {
        const from = chosen(model.classes, operation.from)
        const into = chosen(model.classes, operation.into)
        if (from === null || into === null || from === into) break
        this.#record('Merge', (change) => classes.mergeClasses(change, [from], into))
        delete model.classes[from]
        const boxes = Object.values(model.images).flatMap((image) => Object.values(image.boxes))
        for (const box of boxes) if (box.classId === from) box.classId = into
        break
      }
      case 'remove class': {
        const id = chosen(model.classes, operation.class)
        if (id === null) break
        this.#record('Remove class', (change) => classes.removeClass(change, id))
        delete model.classes[id]
        for (const image of Object.values(model.images)) {
          image.boxes = Object.fromEntries(Object.entries(image.boxes).filter(([, box]) => box.classId !== id))
        }
        break
      }
      case 'reorder': {
        const id = chosen(model.classes, operation.class)
        if (id === null) break
        this.#record('Reorder', (change) => classes.reorderClasses(change, [id]))
        const rest = Object.entries(model.classes).sort(([a, x], [b, y]) => x.position - y.position || +a - +b)
        const order = [id, ...rest.map(([key]) => Number(key)).filter((key) => key !== id)]
        for (const [position, key] of order.entries()) model.classes[key]!.position = position
        break
      }
      default:
        throw new Error(`The model does not know ${operation.kind}.`)
    }
  }
}

it('equals the model after every step', () => {
  fc.assert(
    fc.property(operations, (sequence) => {
      const comparison = new Comparison()
      // Something to work on from the start.
      comparison.apply({ kind: 'import', images: 3, boxesEach: 2 })
      for (const operation of sequence) comparison.apply(operation)
      // All the way back and forth again.
      const { model } = comparison
      const steps = comparison.past.length
      for (let i = 0; i < steps; i++) comparison.apply({ kind: 'undo' })
      for (let i = 0; i < steps; i++) comparison.apply({ kind: 'redo' })
      expect(read(comparison.project)).toEqual(model)
      comparison.project.close()
    }),
    { numRuns: 40 },
  )
}, 60_000)
