import { expect, it } from 'vitest'
import { inspectFiles } from '../../../core/dataset/detect.ts'
import { readOdvg } from '../../../core/dataset/formats/odvg/read.ts'
import { memoryFiles } from './memoryFiles.ts'

const line = (value: unknown) => `${JSON.stringify(value)}\n`
const box = { bbox: [1, 2, 30, 40.5], label: 1, category: 'dog' }

it('reads lines of instances with the classes of the label map, and the split of the file’s name', async () => {
  const texts = {
    'train.jsonl':
      line({ filename: 'a.jpg', height: 80, width: 100, detection: { instances: [box] } }) +
      line({ filename: 'b.jpg', height: 80, width: 100, detection: { instances: [] } }),
    // As X-AnyLabeling writes it, and with the number of the class alone.
    'val.json': line({ filename: 'c.jpg', detection: { instance: [{ bbox: [0, 0, 5, 5], label: 0 }] } }),
    'label_map.json': '{"1": "dog", "0": "cat", "2": "unused"}',
  }
  const files = memoryFiles(texts, ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg'])
  const { candidates } = await inspectFiles(files)
  expect(candidates[0]?.format).toBe('odvg')
  const { classes, images, skipped } = await readOdvg(files)
  expect(classes).toEqual(['cat', 'dog', 'unused'])
  expect(skipped).toEqual([])
  const found = images.map(({ image, split, labels, boxes }) => [
    image,
    split,
    labels !== null,
    boxes.map(({ className, x1, y1, x2, y2 }) => [className, x1, y1, x2, y2]),
  ])
  expect(found).toEqual([
    ['a.jpg', 'train', true, [['dog', 1, 2, 30, 40.5]]],
    ['b.jpg', 'train', true, []],
    ['c.jpg', 'val', true, [['cat', 0, 0, 5, 5]]],
    ['d.jpg', null, false, []],
  ])
})

it('tells lines of phrases, broken lines and instances that say too little', async () => {
  const texts = {
    'all.jsonl':
      line({
        filename: 'a.jpg',
        detection: { instances: [box, 7, { bbox: [1, 2], label: 0 }, { bbox: [1, 2, 3, 4] }] },
      }) +
      line({ filename: 'b.jpg', grounding: { caption: 'a dog', regions: [{ bbox: [1, 2, 3, 4], phrase: 'a dog' }] } }) +
      '{"filename": "c.jpg", "detec\n',
  }
  const { images, skipped } = await readOdvg(memoryFiles(texts, ['a.jpg', 'b.jpg', 'c.jpg']))
  expect(images.map(({ boxes }) => boxes.length)).toEqual([1, 0, 0])
  expect(skipped.map(({ field }) => field)).toEqual([
    'image "a.jpg", instance 2',
    'image "a.jpg", instance 3, bbox',
    'image "a.jpg", instance 4, category',
    'line 2',
    'line 3',
  ])
})
