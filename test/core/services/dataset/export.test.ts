import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { boxesByImage } from '../../../../core/project/boxes.ts'
import { bulkInsert } from '../../../../core/project/bulkInsert.ts'
import { listClasses } from '../../../../core/project/classes.ts'
import { listImages } from '../../../../core/project/images.ts'
import type { Project } from '../../../../core/project/project.ts'
import { exportDataset } from '../../../../core/services/dataset/export.ts'
import { importDataset } from '../../../../core/services/dataset/import.ts'
import { dataFolder, haveData } from '../../dataset/realData.ts'
import { jpeg, newProject, quietJob, temporaryFolder, write } from './helpers.ts'

/** Four images: two done (one name twice), one empty, one new; a class without boxes; flags, a note, attributes. */
async function labelledProject(): Promise<Project> {
  const folder = temporaryFolder()
  write(folder, {
    'one/a.jpg': await jpeg(100, 80, 1),
    'two/A.png': await jpeg(64, 64, 2),
    'empty.jpg': await jpeg(100, 80, 3),
    'new.jpg': await jpeg(100, 80, 4),
  })
  const project = newProject(folder)
  const facts = { width: 100, height: 80, orientation: 1, bytes: 1 }
  bulkInsert(project, 'Set up', {
    classes: [{ name: 'zebra' }, { name: 'unused' }, { name: 'ant & bee' }],
    images: [
      {
        ...facts,
        path: 'one/a.jpg',
        hash: '1',
        state: 'done',
        split: 'train',
        boxes: [
          { x1: 1.25, y1: 2, x2: 30.1, y2: 40.7, className: 'ant & bee', difficult: true, note: 'why?' },
          { x1: 0, y1: 0, x2: 100, y2: 80, className: 'zebra', crowd: true, attributes: { colour: 'grey', age: 3 } },
        ],
      },
      {
        ...facts,
        path: 'two/A.png',
        width: 64,
        height: 64,
        hash: '2',
        state: 'done',
        split: 'val',
        boxes: [{ x1: 3, y1: 4, x2: 5, y2: 6, className: 'zebra' }],
      },
      { ...facts, path: 'empty.jpg', hash: '3', state: 'empty', split: 'train', boxes: [] },
      { ...facts, path: 'new.jpg', hash: '4', boxes: [] },
    ],
  })
  return project
}

function content(project: Project) {
  const boxes = boxesByImage(project)
  return listImages(project).map(({ id, name, state, split }) => ({
    name,
    state,
    split,
    boxes: (boxes.get(id) ?? []).map(({ x1, y1, x2, y2, classId, difficult, crowd, note, attributes }) => ({
      className: listClasses(project).find((one) => one.id === classId)?.name,
      edges: [x1, y1, x2, y2].map((edge) => Math.round(edge * 1e6) / 1e6),
      facts: { difficult, crowd, note, attributes },
    })),
  }))
}

describe.each(['coco', 'voc', 'yolo'] as const)('%s', (format) => {
  it('comes back whole: boxes, class order with the unused class, empty image, splits; not the unlabelled image', async () => {
    const project = await labelledProject()
    const out = path.join(temporaryFolder(), 'export')
    const report = await exportDataset(project, out, format, quietJob)
    expect(report).toMatchObject({ images: 3, boxes: 3, skipped: [] })
    expect(report.warnings[0]?.reason).toContain('1 unlabelled image was left out')
    const back = newProject()
    await importDataset(back, { source: out, format: 'auto' }, quietJob)
    expect(listClasses(back).map(({ name }) => name)).toEqual(['zebra', 'unused', 'ant & bee'])
    const found = content(back).sort((a, b) => (a.name < b.name ? -1 : 1))
    expect(found.map(({ name, state, split }) => [name, state, split])).toEqual([
      ['A-2.png', 'done', 'val'],
      ['a.jpg', 'done', 'train'],
      ['empty.jpg', 'empty', 'train'],
    ])
    const original = content(project).find(({ name }) => name === 'a.jpg')
    const copy = found.find(({ name }) => name === 'a.jpg')
    if (format === 'yolo') {
      expect(copy?.boxes.map(({ edges }) => edges)).toEqual(original?.boxes.map(({ edges }) => edges))
      expect(report.warnings.map(({ reason }) => reason).join(' ')).toContain('YOLO has no place for flags')
    } else expect(copy?.boxes).toEqual(original?.boxes)
  })
})

describe('the folder of an export', () => {
  it('links pictures, names the classes by index and points to both parts', async () => {
    const project = await labelledProject()
    const out = path.join(temporaryFolder(), 'export')
    await exportDataset(project, out, 'yolo', quietJob)
    expect(readFileSync(path.join(out, 'data.yaml'), 'utf8')).toContain('\n  0: zebra\n')
    expect(parse(readFileSync(path.join(out, 'data.yaml'), 'utf8'))).toEqual({
      train: 'images/train',
      val: 'images/val',
      nc: 3,
      names: { 0: 'zebra', 1: 'unused', 2: 'ant & bee' },
    })
    expect(readFileSync(path.join(out, 'labels/train/empty.txt'), 'utf8')).toBe('')
    expect(statSync(path.join(out, 'images/train/a.jpg')).nlink).toBe(2)
  })

  it('has the pictures themselves where the project knows links to them', async () => {
    const [elsewhere, folder, parent] = [temporaryFolder(), temporaryFolder(), temporaryFolder()]
    write(elsewhere, { 'a.jpg': await jpeg(20, 20, 1) })
    symlinkSync(path.relative(folder, path.join(elsewhere, 'a.jpg')), path.join(folder, 'a.jpg'))
    const project = newProject(folder)
    await importDataset(project, { source: folder, format: 'images' }, quietJob)
    const out = path.join(parent, 'export')
    expect(await exportDataset(project, out, 'images', quietJob)).toMatchObject({ images: 1 })
    expect(lstatSync(path.join(out, 'a.jpg')).isFile()).toBe(true)
  })

  it('replaces an earlier export, never other files', async () => {
    const project = await labelledProject()
    const parent = temporaryFolder()
    const out = path.join(parent, 'export')
    await exportDataset(project, out, 'voc', quietJob)
    await exportDataset(project, out, 'coco', quietJob)
    expect(existsSync(path.join(out, 'Annotations'))).toBe(false)
    expect(readdirSync(parent)).toEqual(['export'])
    writeFileSync(path.join(out, 'notes.txt'), 'mine')
    await expect(exportDataset(project, out, 'coco', quietJob)).rejects.toMatchObject({ code: 'CONFLICT' })
    const foreign = path.join(parent, 'foreign')
    mkdirSync(foreign)
    writeFileSync(path.join(foreign, 'a.txt'), 'mine')
    await expect(exportDataset(project, foreign, 'coco', quietJob)).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(exportDataset(project, path.join(foreign, 'a.txt'), 'coco', quietJob)).rejects.toMatchObject({
      code: 'CONFLICT',
    })
    expect(readdirSync(parent).sort()).toEqual(['export', 'foreign'])
  })

  it('names pictures that are gone and writes the rest; nothing remains of a cancelled export', async () => {
    const folder = temporaryFolder()
    write(folder, { 'a.jpg': await jpeg(100, 80, 1) })
    const project = newProject(folder)
    const facts = { width: 100, height: 80, orientation: 1, bytes: 1, state: 'empty' as const, boxes: [] }
    bulkInsert(project, 'Set up', {
      classes: [],
      images: [
        { ...facts, path: 'a.jpg', hash: '1' },
        { ...facts, path: 'gone.jpg', hash: '2' },
      ],
    })
    const report = await exportDataset(project, path.join(folder, 'out'), 'coco', quietJob)
    expect(report.images).toBe(1)
    expect(report.skipped).toMatchObject([{ file: 'gone.jpg' }])
    const cancel = new AbortController()
    const job = { signal: cancel.signal, progress: () => cancel.abort(new Error('stopped')) }
    await expect(exportDataset(project, path.join(folder, 'two'), 'coco', job)).rejects.toThrow('stopped')
    expect(readdirSync(folder).sort()).toEqual(['Test.focal', 'a.jpg', 'out'])
  })
})

describe.skipIf(!haveData)('real data through all three formats', () => {
  it.each(['coco', 'voc', 'yolo'] as const)('raccoon as %s', async (format) => {
    const project = newProject()
    await importDataset(project, { source: path.join(dataFolder, 'raccoon'), format: 'auto' }, quietJob)
    const out = path.join(temporaryFolder(), 'export')
    const report = await exportDataset(project, out, format, quietJob)
    expect(report).toMatchObject({ images: 200, boxes: 217 })
    const back = newProject()
    await importDataset(back, { source: out, format: 'auto' }, quietJob)
    const edges = (one: Project) =>
      new Map(content(one).map(({ name, boxes }) => [name, boxes.map(({ edges }) => edges)]))
    expect(edges(back)).toEqual(edges(project))
  })
})
