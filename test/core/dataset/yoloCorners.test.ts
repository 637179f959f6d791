import { expect, it } from 'vitest'
import { inspectFiles } from '../../../core/dataset/detect.ts'
import { readYoloObb } from '../../../core/dataset/formats/yolo/read.ts'
import { exported, memoryFiles } from './memoryFiles.ts'

const names = 'names:\n  0: plane\n  1: ship\n'
const turned = '0 0.5 0.1 0.9 0.5 0.5 0.9 0.1 0.5\n'
const upright = '1 0.2 0.3 0.6 0.3 0.6 0.8 0.2 0.8\n'

it('takes the upright box around four corners, and says once how many were turned', async () => {
  const texts = { 'data.yaml': names, 'labels/a.txt': turned + upright, 'labels/b.txt': turned, 'labels/c.txt': '' }
  const files = memoryFiles(texts, ['images/a.jpg', 'images/b.jpg', 'images/c.jpg'])
  expect((await inspectFiles(files)).candidates.map(({ format }) => format)).toEqual(['yolo-obb', 'yolo', 'images'])
  const { images, warnings } = await readYoloObb(files)
  expect(images.map(({ boxes }) => boxes.map(({ x1, y1, x2, y2 }) => [x1, y1, x2, y2]))).toEqual([
    [
      [0.1, 0.1, 0.9, 0.9],
      [0.2, 0.3, 0.6, 0.8],
    ],
    [[0.1, 0.1, 0.9, 0.9]],
    [],
  ])
  expect(warnings).toEqual([
    {
      file: 'labels/a.txt',
      field: null,
      reason: '2 rows are four corners that are not upright (OBB): the upright box around each was taken.',
    },
  ])
})

it('is not taken for rows of boxes, outlines or key points', async () => {
  const formatOf = async (rows: string, more = '') => {
    const files = memoryFiles({ 'data.yaml': names + more, 'labels/a.txt': rows }, ['images/a.jpg'])
    return (await inspectFiles(files)).candidates[0]?.format
  }
  expect(await formatOf(upright)).toBe('yolo-obb')
  expect(await formatOf(`0 .5 .5 .1 .1\n${upright}`)).toBe('yolo')
  expect(await formatOf(`${upright}0 .1 .1 .2 .2 .3 .1\n`)).toBe('yolo')
  expect(await formatOf(upright, 'kpt_shape: [2, 2]\n')).toBe('yolo')
})

it('writes the corners clockwise from the top left', () => {
  const flags = { difficult: false, truncated: false, crowd: false, occluded: false }
  const box = { x1: 10, y1: 20, x2: 50, y2: 90, className: 'ship', attributes: {}, note: '', ...flags }
  const image = { name: 'a.jpg', width: 100, height: 200, split: 'train' as const, boxes: [box] }
  const { texts } = exported('yolo-obb', { classes: ['plane', 'ship'], images: [image] })
  expect(texts['labels/train/a.txt']).toBe('1 0.1 0.1 0.5 0.1 0.5 0.45 0.1 0.45\n')
})
