/** Pictures inside label files: left out with a word, or saved into the project when the person says so. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { inspectFiles } from '../../../../core/dataset/detect.ts'
import { encodeExample } from '../../../../core/dataset/formats/tfrecord/example.ts'
import { frameRecord } from '../../../../core/dataset/formats/tfrecord/records.ts'
import { boxesByImage } from '../../../../core/project/boxes.ts'
import { imageFile, listImages } from '../../../../core/project/images.ts'
import { exportDataset } from '../../../../core/services/dataset/export.ts'
import { importDataset, previewImport } from '../../../../core/services/dataset/import.ts'
import { openSource } from '../../../../core/services/dataset/source.ts'
import { jpeg, newProject, quietJob, temporaryFolder, write } from './helpers.ts'

function labelme(name: string, picture: Buffer | string, label = 'cat'): string {
  const points = [
    [10, 10],
    [30, 25],
  ]
  const shapes = [{ label, points, shape_type: 'rectangle', flags: {} }]
  const imageData = typeof picture === 'string' ? picture : picture.toString('base64')
  return JSON.stringify({ version: '5.5.0', shapes, imagePath: name, imageData, imageWidth: 60, imageHeight: 40 })
}

function record(name: string, picture: Buffer, x: number): Uint8Array {
  return frameRecord(
    encodeExample({
      'image/filename': { text: [name] },
      'image/encoded': { bytes: [picture] },
      'image/object/bbox/xmin': { floats: [x] },
      'image/object/bbox/xmax': { floats: [x + 0.25] },
      'image/object/bbox/ymin': { floats: [0.25] },
      'image/object/bbox/ymax': { floats: [0.5] },
      'image/object/class/text': { text: ['cat'] },
    }),
  )
}

it('of LabelMe are offered, left out with a word, or saved byte by byte', async () => {
  const folder = temporaryFolder()
  const [one, two, beside] = [await jpeg(60, 40, 1), await jpeg(60, 40, 2), await jpeg(60, 40, 3)]
  write(folder, {
    'a.json': labelme('..\\photos\\a.jpg', one),
    // Tools write PNG names for what is a JPEG, and data URLs.
    'sub/b.json': labelme('b.png', `data:image/jpeg;base64,${two.toString('base64')}`, 'dog'),
    'c.json': labelme('c.jpg', await jpeg(9, 9)),
    'c.jpg': beside,
    'd.json': labelme('d.jpg', Buffer.from('this is no picture')),
    'e.json': labelme('e.jpg', '@@@'),
  })
  expect(await inspectFiles(await openSource(folder))).toMatchObject({ images: 1, embedded: 4 })

  const without = newProject()
  const report = await importDataset(without, { source: folder, format: 'auto' }, quietJob)
  expect(report.images).toBe(1)
  const lost = report.skipped.filter(({ reason }) => reason.includes('which the import can take out'))
  expect(lost.map(({ file }) => file).sort()).toEqual(['a.json', 'd.json', 'e.json', 'sub/b.json'])

  const project = newProject()
  const request = { source: folder, format: 'auto', embedded: true } as const
  expect(await previewImport(project, request, quietJob)).toMatchObject({ added: { images: 3, boxes: 3 } })
  expect(readdirSync(path.join(project.path, 'images'))).toEqual([])
  const taken = await importDataset(project, request, quietJob)
  expect(taken).toMatchObject({ images: 3, boxes: 3, classes: 2 })
  expect(taken.skipped.map(({ file, reason }) => [file, reason])).toEqual([
    ['d.json', 'What is inside the label file is no picture.'],
    ['e.json', expect.stringContaining('could not be read')],
  ])
  const stored = new Map(listImages(project).map((image) => [image.name, image]))
  expect([...stored.keys()].sort()).toEqual(['a.jpg', 'b.jpg', 'c.jpg'])
  const bytesOf = (name: string) => readFileSync(imageFile(project, stored.get(name)!))
  expect(bytesOf('a.jpg').equals(one)).toBe(true)
  expect(bytesOf('b.jpg').equals(two)).toBe(true)
  expect(bytesOf('c.jpg').equals(beside)).toBe(true)
  expect(stored.get('b.jpg')?.path).toBe('Test.focal/images/sub/b.jpg')
  expect(readdirSync(path.join(project.path, 'images')).sort()).toEqual(['a.jpg', 'sub'])
  expect(await importDataset(project, request, quietJob)).toMatchObject({ images: 0, duplicates: 3 })
})

it('of TFRecord are saved, and come back with the same boxes through an export', async () => {
  const folder = temporaryFolder()
  const pictures = await Promise.all([1, 2, 3].map((seed) => jpeg(64, 32, seed)))
  const records = pictures.map((picture, index) => record(`${index}.jpg`, picture, index / 4))
  write(folder, { 'train.tfrecord': Buffer.concat(records) })
  const project = newProject()
  const report = await importDataset(project, { source: folder, format: 'auto', embedded: true }, quietJob)
  expect(report).toMatchObject({ format: 'tfrecord', images: 3, boxes: 3, skipped: [] })
  const boxes = [...boxesByImage(project).values()].map(([box]) => [box?.x1, box?.y1, box?.x2, box?.y2])
  expect(boxes).toEqual([0, 1, 2].map((index) => [index * 16, 8, index * 16 + 16, 16]))
  const out = path.join(temporaryFolder(), 'out')
  await exportDataset(project, out, 'tfrecord', quietJob)
  const again = newProject()
  expect(await importDataset(again, { source: out, format: 'auto' }, quietJob)).toMatchObject({ images: 3, boxes: 3 })
  expect([...boxesByImage(again).values()].map(([box]) => [box?.x1, box?.y1, box?.x2, box?.y2])).toEqual(boxes)
  expect(listImages(again).map(({ hash }) => hash)).toEqual(listImages(project).map(({ hash }) => hash))
  const inside = path.join(temporaryFolder(), 'inside')
  await exportDataset(project, inside, 'tfrecord', quietJob, true)
  expect(existsSync(path.join(inside, 'images'))).toBe(false)
  const third = newProject()
  const taken = await importDataset(third, { source: inside, format: 'auto', embedded: true }, quietJob)
  expect(taken).toMatchObject({ images: 3, boxes: 3, skipped: [] })
  expect(listImages(third).map(({ hash }) => hash)).toEqual(listImages(project).map(({ hash }) => hash))
  await expect(exportDataset(project, `${inside}-coco`, 'coco', quietJob, true)).rejects.toMatchObject({
    code: 'BAD_INPUT',
  })
})

it('are told of when nothing else is there, and leave nothing behind when the import is stopped', async () => {
  const folder = temporaryFolder()
  write(folder, { 'a.json': labelme('a.jpg', await jpeg(60, 40)), 'b.json': labelme('b.jpg', await jpeg(60, 40, 2)) })
  const project = newProject()
  await expect(importDataset(project, { source: folder, format: 'auto' }, quietJob)).rejects.toMatchObject({
    code: 'NO_DATA',
    hint: expect.stringContaining('--embedded') as string,
  })
  const stop = new AbortController()
  const job = {
    signal: stop.signal,
    progress: (_done: number, _total: number | null, message = '') =>
      void (message.includes('out of b') && stop.abort(new Error('stopped'))),
  }
  const request = { source: folder, format: 'auto', embedded: true } as const
  await expect(importDataset(project, request, job)).rejects.toThrow('stopped')
  const left = path.join(project.path, 'images')
  expect(existsSync(left) ? readdirSync(left) : []).toEqual([])
})
