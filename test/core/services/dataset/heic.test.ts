/** HEIC pictures by the system's decoder, up to its border: what is called on each system, and what is said without one. */
import { chmodSync, existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { convertHeic, findHeicConverter } from '../../../../core/images/heic.ts'
import { readImage } from '../../../../core/images/read.ts'
import { imageFile, listImages } from '../../../../core/project/images.ts'
import { importDataset } from '../../../../core/services/dataset/import.ts'
import { HEIC } from '../../images/pictures.ts'
import { jpeg, newProject, quietJob, temporaryFolder, vocObject, vocXml, write } from './helpers.ts'

const converter = await findHeicConverter()
const bytes = Buffer.from(HEIC, 'base64')
const staged = (project: { path: string }) =>
  existsSync(path.join(project.path, 'images')) ? readdirSync(path.join(project.path, 'images')) : []

it.skipIf(converter === null)('are saved as JPEGs with their labels (skipped without heif-convert)', async () => {
  const folder = temporaryFolder()
  const xml = vocXml({ objects: [vocObject('cat', 1, 2, 30, 40)] })
  // A JPEG with a HEIC's name stays what it is.
  write(folder, { 'IMG_1.HEIC': bytes, 'IMG_1.xml': xml, 'IMG_2.heic': await jpeg(20, 20) })
  const project = newProject()
  const report = await importDataset(project, { source: folder, format: 'voc' }, quietJob)
  expect(report).toMatchObject({ images: 2, boxes: 1, skipped: [] })
  expect(report.warnings).toContainEqual({
    file: 'IMG_1.HEIC',
    field: null,
    reason: 'It was saved into the project as a JPEG.',
  })
  expect(staged(project)).toEqual(['IMG_1.jpg'])
  const image = listImages(project).find(({ name }) => name === 'IMG_1.jpg')
  expect(image).toMatchObject({ width: 64, height: 64, boxCount: 1, problem: null })
  const { dominant } = await sharp(await readImage(imageFile(project, image!))).stats()
  expect(dominant.r).toBeGreaterThan(200)
  expect(dominant.g).toBeLessThan(60)
  expect(await importDataset(project, { source: folder, format: 'voc' }, quietJob)).toMatchObject({ images: 0 })
})

it.skipIf(converter === null)(
  'under the name of a JPEG are read all the same (skipped without heif-convert)',
  async () => {
    const folder = temporaryFolder()
    const xml = vocXml({ objects: [vocObject('cat', 1, 2, 30, 40)] })
    write(folder, { 'IMG_1.JPG': bytes, 'IMG_1.xml': xml })
    const project = newProject()
    const report = await importDataset(project, { source: folder, format: 'voc' }, quietJob)
    expect(report).toMatchObject({ images: 1, boxes: 1, skipped: [] })
    expect(staged(project)).toEqual(['IMG_1.JPG'])
    expect(listImages(project)).toMatchObject([{ width: 64, height: 64, boxCount: 1, problem: null }])
    expect(await importDataset(project, { source: folder, format: 'voc' }, quietJob)).toMatchObject({ images: 0 })
  },
)

it.skipIf(converter === null)('that end early are listed as broken, and leave nothing behind', async () => {
  const folder = temporaryFolder()
  write(folder, { 'a.heic': bytes.subarray(0, 400), 'b.jpg': await jpeg(20, 20) })
  const project = newProject()
  const report = await importDataset(project, { source: folder, format: 'images' }, quietJob)
  expect(report).toMatchObject({ images: 2, skipped: [] })
  const image = listImages(project).find(({ name }) => name === 'a.heic')
  expect(image?.problem).toMatch(/^a\.heic /)
  expect(staged(project)).toEqual([])
})

it.each(['darwin', 'win32', 'linux'] as const)('names of files are never commands on %s', async (platform) => {
  const folder = temporaryFolder()
  const program = { darwin: 'sips', win32: 'powershell', linux: 'heif-dec' }[platform]
  write(folder, { [program]: '#!/bin/sh\nexit 3\n' })
  chmodSync(path.join(folder, program), 0o755)
  const found = await findHeicConverter(platform, { PATH: folder })
  expect(found?.program).toBe(path.join(folder, program))
  const from = path.join(folder, '"; rm -rf $x `y`.heic')
  const { args = [], environment = {} } = found?.call(from, `${from}.jpg`) ?? {}
  // As an argument of its own, or beside the command in the environment.
  expect([...args, ...Object.values(environment)].filter((one) => one === from)).toHaveLength(1)
  expect(args.filter((one) => one !== from && one !== `${from}.jpg`).join(' ')).not.toContain('rm -rf')
  await expect(convertHeic(found!, from, `${from}.jpg`)).rejects.toMatchObject({ code: 'UNSUPPORTED' })
})
