import { chmodSync } from 'node:fs'
import path from 'node:path'
import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { boxesByImage } from '../../../../core/project/boxes.ts'
import { historyState, undo } from '../../../../core/project/history.ts'
import { listClasses } from '../../../../core/project/classes.ts'
import { listImages } from '../../../../core/project/images.ts'
import type { Project } from '../../../../core/project/project.ts'
import { importDataset } from '../../../../core/services/dataset/import.ts'
import { dataFolder, haveData } from '../../dataset/realData.ts'
import { jpeg, newProject, quietJob, temporaryFolder, vocObject, vocXml, write } from './helpers.ts'

function boxesOf(project: Project, name: string) {
  const image = listImages(project).find((image) => image.name === name)
  return (boxesByImage(project).get(image?.id ?? -1) ?? []).map(({ x1, y1, x2, y2 }) => [x1, y1, x2, y2])
}

function stateOf(project: Project, name: string) {
  return listImages(project).find((image) => image.name === name)?.state
}

function reasons(items: Array<{ file: string; field: string | null; reason: string }>) {
  return items.map(({ file, field, reason }) => `${file} | ${field ?? ''} | ${reason}`)
}

describe('bad input: each has its line, and the rest is imported', () => {
  it('VOC', async () => {
    const folder = temporaryFolder()
    const whole = await jpeg(640, 480, 1)
    const noise = Buffer.concat([whole.subarray(0, whole.length - 400), Buffer.from([0xff, 0xd9])])
    write(folder, {
      'good.jpg': await jpeg(100, 80, 2),
      'good.xml': vocXml({ filename: 'good.jpg', objects: [vocObject('cat', 10, 20.5, 30, 40)] }),
      'truncated.jpg': noise.subarray(0, Math.floor(noise.length / 2)),
      'truncated.xml': vocXml({ objects: [vocObject('cat', 1, 2, 30, 40)] }),
      'missing.jpg': await jpeg(100, 80, 3),
      'missing.xml': vocXml({ objects: [vocObject('cat', 10, 20, '', 40), vocObject('dog', 1, 1, 9, 9)] }),
      'outside.jpg': await jpeg(100, 80, 4),
      'outside.xml': vocXml({ objects: [vocObject('cat', 90, 70, 102, 79), vocObject('cat', 200, 0, 300, 50)] }),
      'zero.jpg': await jpeg(100, 80, 5),
      'zero.xml': vocXml({ objects: [vocObject('cat', 5, 5, 5, 9), vocObject('cat', 5, 5, 15, 19)] }),
      'unreadable.jpg': await jpeg(100, 80, 6),
      'unreadable.xml': '<annotation><object><name>cat</name>',
      'nan.jpg': await jpeg(100, 80, 7),
      'nan.xml': vocXml({ objects: [vocObject('cat', 'NaN', 5, 5, 9)] }),
      'empty.jpg': await jpeg(100, 80, 8),
      'empty.xml': vocXml({ objects: [] }),
      'no-image.xml': vocXml({ objects: [vocObject('cat', 1, 2, 3, 4)] }),
      'no-labels.jpg': await jpeg(100, 80, 9),
      'bomb.jpg': await jpeg(100, 80, 10),
      'bomb.xml': '<!DOCTYPE x [<!ENTITY a "b">]><annotation><filename>&a;</filename></annotation>',
    })
    const project = newProject()
    const report = await importDataset(project, { source: folder, format: 'auto' }, quietJob)
    expect(report.format).toBe('voc')
    expect(report.images).toBe(10)
    expect(report.classes).toBe(2)
    expect(reasons(report.skipped).sort()).toEqual([
      'bomb.xml |  | It declares a document type, which is not allowed.',
      'missing.xml | object 1, bndbox/xmax | The value is missing.',
      'nan.xml | object 1, bndbox/xmin | "NaN" is not a number.',
      'no-image.xml |  | No image of this name was found.',
      'outside.xml | object 2 | The box of class "cat" (200, 0, 300, 50) lies outside the image of 100 x 80.',
      expect.stringContaining('unreadable.xml |  | Not well-formed XML'),
      'zero.xml | object 1 | The box of class "cat" has no area (5, 5, 5, 9).',
    ])
    const warnings = reasons(report.warnings)
    expect(warnings).toContain(
      'outside.xml | object 1 | The box of class "cat" reached 2 px outside the image of 100 x 80 and was clipped.',
    )
    expect(warnings).toContain('no-labels.jpg |  | It has no labels, so it was taken in as new.')
    expect(warnings.some((line) => line.startsWith('truncated.jpg |'))).toBe(true)
    expect(boxesOf(project, 'good.jpg')).toEqual([[10, 20.5, 30, 40]])
    expect(boxesOf(project, 'outside.jpg')).toEqual([[90, 70, 100, 79]])
    expect(stateOf(project, 'good.jpg')).toBe('done')
    expect(stateOf(project, 'empty.jpg')).toBe('empty')
    for (const name of ['unreadable.jpg', 'nan.jpg', 'no-labels.jpg', 'bomb.jpg']) {
      expect(stateOf(project, name)).toBe('new')
    }
    expect(listImages(project).find(({ name }) => name === 'truncated.jpg')?.problem).not.toBeNull()
  })

  it('YOLO', async () => {
    const folder = temporaryFolder()
    write(folder, {
      'data.yaml': 'names: {0: cat, 1: dog}\ntrain: ../elsewhere/train/images\nval: /home/someone/x/valid/images\n',
      'train/images/a.jpg': await jpeg(100, 50, 1),
      'train/labels/a.txt': '0 0.5 0.5 0.2 0.4\r\n7 0.5 0.5 0.1 0.1 \r\n1 0.5 0.5\r\n1 x y z w\r\n',
      'train/images/b.jpg': await jpeg(100, 50, 2),
      'train/labels/b.txt': '1 0.1 0.1 0.3 0.1 0.3 0.5\n',
      'valid/images/c.jpg': await jpeg(100, 50, 3),
      'valid/labels/c.txt': '\n',
      'valid/labels/lost.txt': '0 0.5 0.5 0.1 0.1\n',
    })
    const project = newProject()
    const report = await importDataset(project, { source: folder, format: 'auto' }, quietJob)
    expect(report).toMatchObject({ format: 'yolo', images: 3, boxes: 2, classes: 2 })
    expect(reasons(report.skipped)).toEqual([
      'train/labels/a.txt | line 2 | The class 7 does not exist: data.yaml has classes 0 to 1.',
      'train/labels/a.txt | line 3 | A row needs five numbers: class, centre x, centre y, width, height.',
      'train/labels/a.txt | line 4 | "1 x y z w" is not a row of numbers.',
      'valid/labels/lost.txt |  | No image of this name was found.',
    ])
    expect(boxesOf(project, 'a.jpg')).toEqual([[40, 15, 60, 35]])
    expect(boxesOf(project, 'b.jpg')[0]?.map(Math.round)).toEqual([10, 5, 30, 25])
    expect(listImages(project).map(({ name, state, split }) => [name, state, split])).toEqual([
      ['a.jpg', 'done', 'train'],
      ['b.jpg', 'done', 'train'],
      ['c.jpg', 'empty', 'val'],
    ])
  })
})

describe('rotated photos', () => {
  it.each([
    { orientation: 6, size: [100, 60], expected: [20, 10, 50, 30] },
    { orientation: 8, size: [100, 60], expected: [10, 70, 40, 90] },
    { orientation: 6, size: [60, 100], expected: [10, 10, 30, 40] },
  ])('$orientation labelled at $size', async ({ orientation, size, expected }) => {
    const folder = temporaryFolder()
    const [width, height] = size
    write(folder, {
      'a.jpg': await jpeg(100, 60, 1, orientation),
      'a.xml': vocXml({
        size: `<size><width>${width}</width><height>${height}</height></size>`,
        objects: [vocObject('cat', 10, 10, 30, 40)],
      }),
    })
    const project = newProject()
    await importDataset(project, { source: folder, format: 'voc' }, quietJob)
    expect(listImages(project)[0]).toMatchObject({ width: 60, height: 100, orientation })
    expect(boxesOf(project, 'a.jpg')).toEqual([expected])
  })
})

describe('import into a project', () => {
  it('is one undo entry, counts repeated images as duplicates and adds labels to images that came without', async () => {
    const folder = temporaryFolder()
    write(folder, { 'x/a.jpg': await jpeg(100, 80, 1), 'x/b.jpg': await jpeg(100, 80, 2) })
    const project = newProject()
    const bare = await importDataset(project, { source: path.join(folder, 'x'), format: 'auto' }, quietJob)
    expect(bare).toMatchObject({ format: 'images', images: 2, boxes: 0, duplicates: 0 })
    write(folder, { 'x/a.xml': vocXml({ objects: [vocObject('cat', 1, 2, 30, 40)] }) })
    const labelled = await importDataset(project, { source: path.join(folder, 'x'), format: 'auto' }, quietJob)
    expect(labelled).toMatchObject({ format: 'voc', images: 1, boxes: 1, duplicates: 1 })
    expect(stateOf(project, 'a.jpg')).toBe('done')
    const again = await importDataset(project, { source: path.join(folder, 'x'), format: 'auto' }, quietJob)
    expect(again).toMatchObject({ images: 0, boxes: 0, duplicates: 2 })
    expect(historyState(project).undo?.title).toBe('Import 1 image')
    undo(project)
    expect(boxesOf(project, 'a.jpg')).toEqual([])
    undo(project)
    expect(listImages(project)).toEqual([])
    expect(listClasses(project)).toEqual([])
  })

  it('takes equal files at two paths as two images and names both', async () => {
    const folder = temporaryFolder()
    const picture = await jpeg(100, 80, 1)
    write(folder, { 'a.jpg': picture, 'b.jpg': picture })
    const project = newProject()
    const report = await importDataset(project, { source: folder, format: 'images' }, quietJob)
    expect(report.images).toBe(2)
    expect(reasons(report.warnings)).toEqual([
      'b.jpg |  | Its content is the same as that of a.jpg; both were taken in.',
    ])
  })

  it('copies images in, once', async () => {
    const folder = temporaryFolder()
    write(folder, { 'a#%20 ü.jpg': await jpeg(100, 80, 1) })
    const project = newProject()
    await importDataset(project, { source: folder, format: 'auto', copy: true }, quietJob)
    expect(listImages(project)[0]?.path).toBe('Test.focal/images/a#%20 ü.jpg')
    const again = await importDataset(project, { source: folder, format: 'auto', copy: true }, quietJob)
    expect(again).toMatchObject({ images: 0, duplicates: 1 })
  })

  it('can be cancelled, and then nothing has changed', async () => {
    const folder = temporaryFolder()
    write(folder, { 'a.jpg': await jpeg(100, 80, 1), 'b.jpg': await jpeg(100, 80, 2) })
    const project = newProject()
    const cancel = new AbortController()
    const progress = () => cancel.abort(new Error('stopped'))
    const job = { signal: cancel.signal, progress }
    await expect(importDataset(project, { source: folder, format: 'auto' }, job)).rejects.toThrow('stopped')
    expect(listImages(project)).toEqual([])
  })

  it('says clearly what is missing', async () => {
    const project = newProject()
    const folder = temporaryFolder()
    const attempt = (source: string) => importDataset(project, { source, format: 'auto' }, quietJob)
    await expect(attempt(path.join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(attempt(folder)).rejects.toMatchObject({ code: 'NO_DATA' })
    write(folder, { 'Annotations/a.xml': vocXml({ objects: [vocObject('cat', 1, 2, 3, 4)] }) })
    await expect(attempt(folder)).rejects.toMatchObject({
      code: 'NO_DATA',
      hint: 'Say in which folder the images are.',
    })
  })

  it('names pictures of kinds that are not read, in folders and in archives', async () => {
    const bytes = Buffer.from('nothing that could be read')
    const files = { 'a.jpg': await jpeg(100, 80, 1), 'a.cr3': bytes, 'more/b.jp2': bytes, 'more/c.jp2': bytes }
    const [folder, other] = [temporaryFolder(), temporaryFolder()]
    write(folder, files)
    write(other, { 'set.zip': Buffer.from(zipSync(files)) })
    for (const source of [folder, path.join(other, 'set.zip')]) {
      const report = await importDataset(newProject(), { source, format: 'auto' }, quietJob)
      expect(report.images).toBe(1)
      expect(reasons(report.skipped)).toEqual([
        'more/b.jp2 |  | 2 JPEG 2000 pictures were left out, as the studio does not read them. Save them as JPEG or PNG.',
      ])
    }
    const labelled = temporaryFolder()
    write(labelled, { 'a.jp2': bytes, 'a.xml': vocXml({ objects: [vocObject('cat', 1, 2, 3, 4)] }) })
    await expect(importDataset(newProject(), { source: labelled, format: 'auto' }, quietJob)).rejects.toMatchObject({
      code: 'NO_DATA',
      hint: expect.stringContaining('1 JPEG 2000 picture') as string,
    })
  })

  it('reads from a read-only source', async () => {
    const folder = temporaryFolder()
    write(folder, { 'a.jpg': await jpeg(100, 80, 1) })
    chmodSync(folder, 0o555)
    const report = await importDataset(newProject(), { source: folder, format: 'auto' }, quietJob)
    expect(report.images).toBe(1)
  })
})

describe.skipIf(!haveData)('real data', () => {
  it('BCCD: every box but the two without area', async () => {
    const project = newProject()
    const report = await importDataset(project, { source: path.join(dataFolder, 'bccd'), format: 'auto' }, quietJob)
    expect(report).toMatchObject({ format: 'voc', images: 364, boxes: 4886, classes: 3 })
    expect(report.skipped).toHaveLength(2)
    expect(listClasses(project).map(({ name }) => name)).toEqual(['Platelets', 'RBC', 'WBC'])
  })

  it('raccoon: equal files labelled differently stay two images each', async () => {
    const source = path.join(dataFolder, 'raccoon')
    const report = await importDataset(newProject(), { source, format: 'auto' }, quietJob)
    expect(report).toMatchObject({ images: 200, boxes: 217, classes: 1 })
    expect(report.warnings.filter(({ reason }) => reason.includes('same as that of'))).toHaveLength(4)
  })
})
