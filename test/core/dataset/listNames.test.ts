/** Images that are called like the lists of a data set: their labels are labels all the same. */
import { expect, it } from 'vitest'
import { noFlags } from '../../../core/dataset/annotations.ts'
import type { ExportDataset } from '../../../core/dataset/exporting.ts'
import { datasetFormats } from '../../../core/dataset/formats/registry.ts'
import { formatNames } from '../../../core/dataset/report.ts'
import { exported, memoryFiles } from './memoryFiles.ts'

const names = ['train', 'classes', 'labels', 'valid', 'obj', 'data', 'labelmap', 'gt', 'default', 'meta']
const box = { x1: 1, y1: 2, x2: 30, y2: 40, className: 'face', ...noFlags, attributes: {}, note: '' }
const dataset: ExportDataset = {
  classes: ['face'],
  images: names.flatMap((name) => [
    { name: `${name}.jpg`, width: 100, height: 80, split: 'train' as const, boxes: [box] },
    { name: `${name}-empty.jpg`, width: 100, height: 80, split: 'val' as const, boxes: [] },
  ]),
}

it.each(formatNames.filter((format) => format !== 'images'))('%s', async (format) => {
  const { texts, images } = exported(format, dataset)
  const read = await datasetFormats[format].read(memoryFiles(texts, images))
  expect(read.skipped).toEqual([])
  expect(read.classes).toEqual(['face'])
  const found = new Map(read.images.map((image) => [image.image, image.boxes.length]))
  expect(images.map((image) => found.get(image))).toEqual(dataset.images.map(({ boxes }) => boxes.length))
})

it("takes Roboflow's _darknet.labels for the names of classes", async () => {
  const texts = { 'train/_darknet.labels': 'cat\ndog\n', 'train/a.txt': '1 .5 .5 .1 .1\n' }
  const read = await datasetFormats.yolo.read(memoryFiles(texts, ['train/a.jpg']))
  expect(read).toMatchObject({ classes: ['cat', 'dog'], skipped: [], warnings: [] })
  expect(read.images[0]?.boxes[0]?.className).toBe('dog')
})
