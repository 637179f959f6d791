import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { boxesByImage } from '../../../../core/project/boxes.ts'
import { listImages } from '../../../../core/project/images.ts'
import { importDataset } from '../../../../core/services/dataset/import.ts'
import { readTrainingSet } from '../../../../core/services/training/trainingSet.ts'
import { jpeg, newProject, quietJob, temporaryFolder, vocObject, vocXml, write } from './helpers.ts'

it('lists damaged images with what is wrong, and trains without them', async () => {
  const folder = temporaryFolder()
  const whole = await jpeg(100, 80, 1)
  const objects = [vocObject('cat', 10, 20, 30, 40)]
  const size = '<size><width>100</width><height>80</height></size>'
  write(folder, {
    'good.jpg': whole,
    'good.xml': vocXml({ objects, size }),
    'header.jpg': whole.subarray(0, 40),
    'header.xml': vocXml({ objects, size }),
    'nameless.jpg': whole.subarray(0, 41),
    'nameless.xml': vocXml({ objects }),
    'empty.jpg': '',
    'cut.jpg': whole.subarray(0, whole.length - 60),
    'cut.xml': vocXml({ objects, size }),
    'page.jpg': '<html>404</html>',
  })
  // A folder named as a picture is no picture.
  mkdirSync(path.join(folder, 'folder.jpg'))
  const project = newProject()
  const report = await importDataset(project, { source: folder, format: 'voc' }, quietJob)
  const images = new Map(listImages(project).map((image) => [image.name, image]))
  expect([...images.keys()].sort()).toEqual(['cut.jpg', 'empty.jpg', 'good.jpg', 'header.jpg', 'nameless.jpg'])
  expect(images.get('empty.jpg')?.problem).toBe('empty.jpg is an empty file.')
  expect(images.get('header.jpg')).toMatchObject({ width: 100, height: 80, boxCount: 1, state: 'done' })
  expect(images.get('header.jpg')?.problem).toMatch(/^header\.jpg /)
  expect(images.get('nameless.jpg')).toMatchObject({ width: 0, height: 0, boxCount: 0, state: 'new' })
  expect(report.skipped).toContainEqual({
    file: 'nameless.jpg',
    field: null,
    reason: 'Its labels were left out, because its size is not known.',
  })
  expect(report.skipped.map(({ file }) => file)).toContain('page.jpg')
  const set = readTrainingSet(project)
  expect(set.images.map(({ name }) => name)).toEqual(['good.jpg'])
  expect(set.broken).toBe(2)
  expect(boxesByImage(project).get(images.get('good.jpg')!.id)).toHaveLength(1)
})
