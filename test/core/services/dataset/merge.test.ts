import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { MergeChoice } from '../../../../core/dataset/merge.ts'
import { boxesByImage } from '../../../../core/project/boxes.ts'
import { listClasses } from '../../../../core/project/classes.ts'
import { undo } from '../../../../core/project/history.ts'
import { listImages } from '../../../../core/project/images.ts'
import { importDataset, previewImport } from '../../../../core/services/dataset/import.ts'
import { jpeg, newProject, quietJob, temporaryFolder, vocObject, vocXml, write } from './helpers.ts'

/** A project with four images, and the same pictures under other names with partly other labels. */
async function twice() {
  const folder = temporaryFolder()
  const pictures = await Promise.all([1, 2, 3, 4, 5].map((seed) => jpeg(100, 80, seed)))
  const [a, b, c, d, e] = pictures as [Buffer, Buffer, Buffer, Buffer, Buffer]
  const cat = (x: number) => vocObject('cat', x, 10, x + 20, 40)
  write(path.join(folder, 'mine'), {
    'a.jpg': a,
    'a.xml': vocXml({ objects: [cat(1)] }),
    'b.jpg': b,
    'b.xml': vocXml({ objects: [cat(1), cat(50)] }),
    'c.jpg': c,
    'd.jpg': d,
    'd.xml': vocXml({ objects: [] }),
  })
  write(path.join(folder, 'theirs'), {
    'renamed-a.jpg': a,
    'renamed-a.xml': vocXml({ objects: [cat(1)] }),
    'renamed-b.jpg': b,
    'renamed-b.xml': vocXml({ objects: [cat(1), cat(60), vocObject('dog', 5, 5, 9, 9)] }),
    'renamed-c.jpg': c,
    'renamed-c.xml': vocXml({ objects: [cat(3)] }),
    'renamed-d.jpg': d,
    'renamed-d.xml': vocXml({ objects: [] }),
    'new-e.jpg': e,
    'new-e.xml': vocXml({ objects: [cat(4)] }),
  })
  const project = newProject()
  await importDataset(project, { source: path.join(folder, 'mine'), format: 'auto' }, quietJob)
  const boxes = () =>
    Object.fromEntries(
      listImages(project).map(({ id, name }) => [
        name,
        (boxesByImage(project).get(id) ?? []).map(({ x1 }) => x1).sort((one, other) => one - other),
      ]),
    )
  return { project, boxes, request: { source: path.join(folder, 'theirs'), format: 'auto' as const } }
}

describe('import into a project that has labels', () => {
  it('shows first what would change, by content, and changes nothing', async () => {
    const { project, boxes, request } = await twice()
    const before = boxes()
    expect(await previewImport(project, request, quietJob)).toEqual({
      format: 'voc',
      added: { images: 1, boxes: 1 },
      firstLabels: { images: 1, boxes: 1 },
      unchanged: 2,
      foundAgain: 0,
      changed: { images: 1, same: 1, onlyMine: 1, onlyTheirs: 2 },
      examples: [{ image: 'renamed-b.jpg', same: 1, onlyMine: 1, onlyTheirs: 2 }],
      skipped: [],
      warnings: [],
    })
    expect(boxes()).toEqual(before)
  })

  it.each([
    { merge: 'mine', b: [1, 50], images: 2 },
    { merge: 'theirs', b: [1, 5, 60], images: 3 },
    { merge: 'both', b: [1, 5, 50, 60], images: 3 },
  ] satisfies Array<{ merge: MergeChoice; b: number[]; images: number }>)('$merge', async ({ merge, b, images }) => {
    const { project, boxes, request } = await twice()
    const before = boxes()
    const report = await importDataset(project, { ...request, merge }, quietJob)
    expect(report.images).toBe(images)
    expect(boxes()).toEqual({ 'a.jpg': [1], 'b.jpg': b, 'c.jpg': [3], 'd.jpg': [], 'new-e.jpg': [4] })
    expect(listImages(project).map(({ name, state }) => [name, state])).toContainEqual(['d.jpg', 'empty'])
    undo(project)
    expect(boxes()).toEqual(before)
  })

  it('is the same again after any choice', async () => {
    const { project, request } = await twice()
    await importDataset(project, { ...request, merge: 'theirs' }, quietJob)
    const again = await previewImport(project, request, quietJob)
    expect(again).toMatchObject({
      added: { images: 0 },
      firstLabels: { images: 0 },
      changed: { images: 0 },
      unchanged: 5,
    })
  })
})

describe('classes at import', () => {
  it('are renamed, merged and left out; an image that only had those is empty', async () => {
    const folder = temporaryFolder()
    write(folder, {
      'a.jpg': await jpeg(100, 80, 1),
      'a.xml': vocXml({ objects: ['car', 'truck', 'sky'].map((name, at) => vocObject(name, at, 1, at + 9, 9)) }),
      'b.jpg': await jpeg(100, 80, 2),
      'b.xml': vocXml({ objects: [vocObject('sky', 1, 1, 90, 20)] }),
    })
    const project = newProject()
    const classes = { car: 'vehicle', truck: 'vehicle', sky: null }
    const report = await importDataset(project, { source: folder, format: 'auto', classes }, quietJob)
    expect(report).toMatchObject({ images: 2, boxes: 2, classes: 1 })
    expect(report.skipped).toEqual([
      { file: '', field: 'class "sky"', reason: 'The class was left out on request, with 2 boxes.' },
    ])
    expect(listClasses(project).map(({ name, boxCount }) => [name, boxCount])).toEqual([['vehicle', 2]])
    expect(listImages(project).map(({ state }) => state)).toEqual(['done', 'empty'])
  })
})
