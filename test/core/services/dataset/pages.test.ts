/** A TIFF of several pages as a series: each page an image that is shown, trained on, copied and exported by itself. */
import { readdirSync, unlinkSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { createFileHandler } from '../../../../core/api/files.ts'
import { readScaled } from '../../../../core/detection/preprocess.ts'
import { lookAtImageFiles } from '../../../../core/project/checkFiles.ts'
import { imageFile, listImages, setImageStates } from '../../../../core/project/images.ts'
import { recordChange } from '../../../../core/project/history.ts'
import type { Project } from '../../../../core/project/project.ts'
import { exportDataset } from '../../../../core/services/dataset/export.ts'
import { importDataset } from '../../../../core/services/dataset/import.ts'
import { greyTiff } from '../../images/tiffs.ts'
import { jpeg, newProject, quietJob, temporaryFolder, vocObject, vocXml, write } from './helpers.ts'

const page = (width: number, value: number) => ({ width, height: 10, values: new Uint8Array(width * 10).fill(value) })
const stack = greyTiff(page(20, 10), page(30, 20), page(20, 30))
const labels = vocXml({ filename: 'stack.tif', objects: [vocObject('cell', 2, 2, 8, 8)] })

async function importStack(project: Project, folder: string, copy = false) {
  return importDataset(project, { source: folder, format: 'auto', copy }, quietJob)
}

it('is imported page by page; labels go to the first one; a second import adds nothing', async () => {
  const folder = temporaryFolder()
  write(folder, { 'stack.tif': stack, 'stack.xml': labels, 'plain.jpg': await jpeg(20, 20) })
  const project = newProject(folder)
  const report = await importStack(project, folder)
  expect(report.images).toBe(4)
  expect(report.warnings).toContainEqual({
    file: 'stack.tif',
    field: null,
    reason: 'Each of its 3 pages became an image. The labels in stack.xml went to the first one.',
  })
  const pages = listImages(project).filter(({ path }) => path.startsWith('stack'))
  expect(pages.map(({ name, width, boxCount, state }) => [name, width, boxCount, state])).toEqual([
    ['stack.tif, page 1', 20, 1, 'done'],
    ['stack.tif, page 2', 30, 0, 'new'],
    ['stack.tif, page 3', 20, 0, 'new'],
  ])
  expect(await importStack(project, folder)).toMatchObject({ images: 0, duplicates: 4 })
})

it('is shown and read page by page, and noticed when its file is gone', async () => {
  const folder = temporaryFolder()
  write(folder, { 'stack.tif': stack })
  const project = newProject(folder)
  await importStack(project, folder)
  const answer = createFileHandler(() => project)
  for (const [index, image] of listImages(project).entries()) {
    for (const form of ['thumb', 'display', 'original']) {
      const response = await answer(new Request(`http://studio/files/p/${image.id}/${form}`))
      expect(response.status).toBe(200)
      if (form === 'original') continue
      const { channels } = await sharp(await response.arrayBuffer()).stats()
      expect(channels[0]?.mean).toBeCloseTo((index + 1) * 10, -0.5)
    }
    const { pixels, full } = await readScaled(imageFile(project, image), 1)
    expect([pixels[0], full.width]).toEqual([(index + 1) * 10, image.width])
  }
  unlinkSync(path.join(folder, 'stack.tif'))
  expect((await lookAtImageFiles(project)).missing).toHaveLength(3)
})

it.each([false, true])('is exported as files of a page each, which are the same images (copied: %s)', async (copy) => {
  const folder = temporaryFolder()
  write(folder, { 'stack.tif': stack, 'stack.xml': labels })
  const project = newProject(folder)
  await importStack(project, folder, copy)
  recordChange(project, 'Mark', (change) =>
    setImageStates(
      change,
      listImages(project).map(({ id }) => id),
      'done',
    ),
  )
  const out = path.join(temporaryFolder(), 'out')
  const report = await exportDataset(project, out, 'voc', quietJob)
  expect(report).toMatchObject({ images: 3, boxes: 1 })
  const written = readdirSync(out, { recursive: true }).map(String)
  expect(written.filter((name) => name.endsWith('.tif')).map((name) => path.basename(name))).toEqual([
    'stack_page1.tif',
    'stack_page2.tif',
    'stack_page3.tif',
  ])
  const again = newProject(temporaryFolder())
  expect(await importDataset(again, { source: out, format: 'auto' }, quietJob)).toMatchObject({ images: 3, boxes: 1 })
  expect(listImages(again).map(({ hash }) => hash)).toEqual(listImages(project).map(({ hash }) => hash))
  expect(await importDataset(project, { source: out, format: 'auto' }, quietJob)).toMatchObject({ duplicates: 3 })
})

it('keeps the first page of projects that took the file as one image', async () => {
  const folder = temporaryFolder()
  write(folder, { 'stack.tif': greyTiff(page(20, 10)) })
  const project = newProject(folder)
  await importStack(project, folder)
  write(folder, { 'stack.tif': stack })
  expect(await importStack(project, folder)).toMatchObject({ images: 2, duplicates: 1 })
  expect(listImages(project).map(({ name }) => name)).toEqual(['stack.tif', 'stack.tif, page 2', 'stack.tif, page 3'])
})
