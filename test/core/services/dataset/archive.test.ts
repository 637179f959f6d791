/** ZIP archives as sources: the same report as their unpacked folder, and nothing of what a hostile one asks for. */
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { strToU8, zipSync, type Zippable } from 'fflate'
import { describe, expect, it } from 'vitest'
import { inspectFiles } from '../../../../core/dataset/detect.ts'
import { boxesByImage } from '../../../../core/project/boxes.ts'
import { imageFile, listImages } from '../../../../core/project/images.ts'
import { Archive } from '../../../../core/services/dataset/archive.ts'
import { importDataset, previewImport } from '../../../../core/services/dataset/import.ts'
import { openSource } from '../../../../core/services/dataset/source.ts'
import { jpeg, newProject, quietJob, temporaryFolder, vocObject, vocXml, write } from './helpers.ts'

async function dataset(): Promise<Record<string, Buffer>> {
  const files: Record<string, Buffer> = {}
  for (let index = 0; index < 5; index++) {
    files[`set/JPEGImages/ä ${index}.jpg`] = await jpeg(60, 40, index)
    const xml = vocXml({ filename: `ä ${index}.jpg`, objects: [vocObject('cat', 1 + index, 2, 30, 20)] })
    files[`set/Annotations/ä ${index}.xml`] = Buffer.from(xml)
  }
  return files
}

const zipped = (files: Zippable) => Buffer.from(zipSync(files))
const staged = (project: { path: string }) => {
  const folder = path.join(project.path, 'images')
  return existsSync(folder) ? readdirSync(folder) : []
}

it('gives what its folder gives, with the pictures copied into the project', async () => {
  const files = await dataset()
  const folder = temporaryFolder()
  const outside = temporaryFolder()
  write(folder, files)
  write(outside, { 'set.zip': zipped({ ...files, '__MACOSX/set/._a.jpg': strToU8('x'), 'set/': new Uint8Array() }) })
  const source = path.join(outside, 'set.zip')
  const opened = await openSource(source)
  expect(await inspectFiles(opened)).toMatchObject({ images: 5, classes: ['cat'], candidates: [{ format: 'voc' }, {}] })
  await opened.close()
  const [loose, packed] = [newProject(), newProject()]
  const wanted = await importDataset(loose, { source: folder, format: 'auto' }, quietJob)
  expect(await previewImport(packed, { source, format: 'auto' }, quietJob)).toMatchObject({
    added: { images: 5, boxes: 5 },
  })
  expect(staged(packed)).toEqual([])
  const report = await importDataset(packed, { source, format: 'auto' }, quietJob)
  expect({ ...report, seconds: 0 }).toEqual({ ...wanted, seconds: 0 })
  expect(staged(packed)).toEqual(['set'])
  const boxes = (project: typeof loose) =>
    [...boxesByImage(project).values()].flat().map(({ x1, y1, x2, y2 }) => [x1, y1, x2, y2])
  expect(boxes(packed)).toEqual(boxes(loose))
  for (const image of listImages(packed)) {
    expect(
      readFileSync(imageFile(packed, image)).equals(files[`set/JPEGImages/${image.name}`] ?? Buffer.alloc(0)),
    ).toBe(true)
  }
  expect(await importDataset(packed, { source, format: 'auto' }, quietJob)).toMatchObject({ images: 0, duplicates: 5 })
  expect(staged(packed)).toEqual(['set'])
})

it('takes the labels alone, for images that lie elsewhere', async () => {
  const files = await dataset()
  const folder = temporaryFolder()
  const labels = Object.entries(files).filter(([name]) => name.endsWith('.xml'))
  write(folder, { 'labels.zip': zipped(Object.fromEntries(labels)) })
  write(path.join(folder, 'photos'), { 'ä 3.jpg': files['set/JPEGImages/ä 3.jpg'] ?? '' })
  const project = newProject(folder)
  const request = {
    source: path.join(folder, 'labels.zip'),
    images: path.join(folder, 'photos'),
    format: 'auto',
  } as const
  expect(await importDataset(project, request, quietJob)).toMatchObject({ images: 1, boxes: 1 })
  expect(listImages(project)[0]?.path).toBe('photos/ä 3.jpg')
})

describe('hostile archives', () => {
  it('with names that lead out write nothing outside', async () => {
    const folder = temporaryFolder()
    const picture = await jpeg(20, 20)
    const names = ['../../../evil.jpg', '/etc/evil2.jpg', 'C:\\evil3.jpg', '..\\..\\evil4.jpg', 'a/../../b/evil5.jpg']
    write(folder, { 'evil.zip': zipped(Object.fromEntries(names.map((name) => [name, picture]))) })
    const project = newProject()
    await importDataset(project, { source: path.join(folder, 'evil.zip'), format: 'auto' }, quietJob)
    const images = listImages(project)
    expect(images).toHaveLength(5)
    for (const image of images) expect(path.relative(project.path, imageFile(project, image))).toMatch(/^images[\\/]/)
    expect(readdirSync(folder)).toEqual(['evil.zip'])
    expect(existsSync('/etc/evil2.jpg')).toBe(false)
  })

  it('that would unpack to far more than they are are refused at once', async () => {
    const folder = temporaryFolder()
    const zeros = new Uint8Array(80 * 2 ** 20)
    write(folder, { 'bomb.zip': zipped({ 'a.jpg': [zeros, { level: 9 }] }) })
    const expected = {
      code: 'BROKEN_FILE',
      message: expect.stringMatching(/^bomb\.zip is not opened: its \d+ bytes/) as string,
    }
    await expect(openSource(path.join(folder, 'bomb.zip'))).rejects.toMatchObject(expected)
  })

  it('that lie about a size are noticed while they are read', async () => {
    const folder = temporaryFolder()
    const bytes = zipped({ 'a.json': [new Uint8Array(5 * 2 ** 20), { level: 9 }] })
    const directory = bytes.lastIndexOf(Buffer.from('PK\x01\x02', 'latin1'))
    bytes.writeUInt32LE(10, directory + 24)
    write(folder, { 'lie.zip': bytes })
    const archive = await Archive.open(path.join(folder, 'lie.zip'))
    await expect(archive.read('a.json', 1000)).rejects.toMatchObject({ code: 'BROKEN_FILE' })
    await archive.close()
  })

  it('that are none, cut off or encrypted are told so', async () => {
    const folder = temporaryFolder()
    const whole = zipped({ 'a.jpg': await jpeg(20, 20), 'a.txt': strToU8('0 .5 .5 .1 .1') })
    const locked = Buffer.from(whole)
    // The bit that says so, in the directory and before the data.
    for (const mark of ['PK\x01\x02', 'PK\x03\x04']) {
      const at = locked.indexOf(Buffer.from(mark, 'latin1'))
      locked[at + (mark.endsWith('\x02') ? 8 : 6)]! |= 1
    }
    write(folder, {
      'text.zip': 'PK is how it begins',
      'cut.zip': whole.subarray(0, whole.length - 30),
      'locked.zip': locked,
      'a.tar.gz': 'x',
    })
    for (const name of ['text.zip', 'cut.zip']) {
      await expect(openSource(path.join(folder, name))).rejects.toMatchObject({
        code: 'BROKEN_FILE',
        message: `${name} is no ZIP archive that can be read.`,
      })
    }
    await expect(openSource(path.join(folder, 'a.tar.gz'))).rejects.toMatchObject({ code: 'UNSUPPORTED' })
    const project = newProject()
    const work = importDataset(project, { source: path.join(folder, 'locked.zip'), format: 'images' }, quietJob)
    await expect(work.catch((error: unknown) => error)).resolves.toMatchObject({
      skipped: [{ reason: 'a.jpg is encrypted.' }],
    })
    expect(staged(project)).toEqual([])
  })

  it('mutated at random end in a report or a sentence, and leave nothing behind', async () => {
    const whole = zipped(await dataset())
    const project = newProject()
    const folder = temporaryFolder()
    let state = 7
    const random = (below: number) => (state = (state * 48_271) % 2_147_483_647) % below
    let reports = 0
    for (let round = 0; round < 60; round++) {
      const bytes = Buffer.from(whole)
      for (let change = 0; change < 1 + random(8); change++) {
        // Half of them hit the directory at the end.
        const at = round % 2 === 0 ? random(bytes.length) : bytes.length - 1 - random(700)
        bytes[at] = random(256)
      }
      write(folder, { 'set.zip': bytes })
      const work = previewImport(project, { source: path.join(folder, 'set.zip'), format: 'auto' }, quietJob)
      const found = await work.catch((error: unknown) => error)
      if (found instanceof Error)
        expect(found).toMatchObject({ code: expect.stringMatching(/BROKEN_FILE|NO_DATA/) as string })
      else reports++
    }
    expect(reports).toBeGreaterThan(5)
    expect(staged(project)).toEqual([])
    expect(readdirSync(os.tmpdir()).filter((name) => name.startsWith('.archive-'))).toEqual([])
  })
})

it('folders that link to themselves are seen once', async () => {
  const folder = temporaryFolder()
  write(folder, { 'a.jpg': await jpeg(20, 20), 'sub/b.jpg': await jpeg(20, 20, 1) })
  symlinkSync(folder, path.join(folder, 'sub', 'again'))
  symlinkSync('loop', path.join(folder, 'loop'))
  mkdirSync(path.join(folder, 'deep'))
  symlinkSync(path.join(folder, 'sub'), path.join(folder, 'deep', 'one'))
  const { images } = await openSource(folder)
  expect(images.filter((name) => name.endsWith('a.jpg'))).toHaveLength(1)
  expect(images.filter((name) => name.endsWith('b.jpg'))).toHaveLength(1)
})
