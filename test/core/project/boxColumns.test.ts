import { expect, it } from 'vitest'
import { BoxColumns } from '../../../core/project/boxColumns.ts'
import { boxesByImage } from '../../../core/project/boxes.ts'
import { bulkInsert, type ImportedBox } from '../../../core/project/bulkInsert.ts'
import type { Project } from '../../../core/project/project.ts'
import { newImage, temporaryProject } from './temporaryProject.ts'

function filled(amount: number): { project: Project; ids: number[] } {
  const project = temporaryProject()
  const box = (index: number): ImportedBox => ({
    className: `class ${index % 3}`,
    x1: index % 7,
    y1: 1.25,
    x2: 20 + index / 1000,
    y2: 40,
    difficult: index % 2 === 1,
    truncated: index % 3 === 1,
    crowd: index % 5 === 1,
    occluded: index % 7 === 1,
    ...(index % 4 === 0 ? { attributes: { pose: index % 8, 'a"': 'b' } } : {}),
    note: index % 11 === 0 ? `note ${index}` : '',
  })
  const images = Array.from({ length: amount }, (_, at) => ({
    ...newImage(`${at}.jpg`),
    boxes: Array.from({ length: at % 5 }, (__, position) => box(7 * at + position)),
  }))
  const { imageIds } = bulkInsert(project, 'Import', { classes: [], images })
  // Boxes of an image need not have been made together.
  const existing = imageIds.slice(0, 40).map((imageId, at) => ({ imageId, boxes: [box(at)] }))
  bulkInsert(project, 'Import', { classes: [], images: [], existing })
  return { project, ids: imageIds }
}

it('gives the boxes that the project has, of all images or of some', () => {
  const { project, ids } = filled(900)
  for (const some of [undefined, ids.filter((id) => id % 3 === 0), []]) {
    const columns = BoxColumns.read(project, some)
    const stored = boxesByImage(project, some)
    for (const id of ids) {
      const boxes = (stored.get(id) ?? []).map(
        ({ id: _id, origin: _origin, originRun: _run, createdAt: _made, updatedAt: _changed, ...box }) => box,
      )
      expect(columns.get(id) ?? []).toEqual(boxes)
      expect(columns.count(id)).toBe(boxes.length)
    }
    expect(columns.size).toBe([...stored.values()].flat().length)
  }
})

it('gives attributes that are nobody else’s', () => {
  const { project, ids } = filled(9)
  const columns = BoxColumns.read(project)
  const first = () => columns.get(ids[4] ?? 0)?.[0]?.attributes
  Object.assign(first() ?? {}, { more: 1 })
  expect(first()).toEqual({ pose: 4, 'a"': 'b' })
})
