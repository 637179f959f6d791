import { expect, it } from 'vitest'
import { datasetStatistics, type CountedBox } from '../../../core/dataset/statistics.ts'
import type { ClassRecord, ImageRecord } from '../../../core/project/types.ts'

function image(id: number, change: Partial<ImageRecord> = {}): ImageRecord {
  return {
    id,
    path: `${id}.jpg`,
    name: `${id}.jpg`,
    width: 100,
    height: 100,
    orientation: 1,
    bytes: 1,
    hash: String(id),
    state: 'done',
    split: null,
    leftOut: false,
    problem: null,
    video: null,
    boxCount: 0,
    revision: 0,
    ...change,
  }
}

function box(id: number, imageId: number, classId: number, ...[x1, y1, x2, y2]: number[]): CountedBox {
  return { id, imageId, classId, x1: x1 ?? 0, y1: y1 ?? 0, x2: x2 ?? 0, y2: y2 ?? 0 }
}

const classes: ClassRecord[] = ['cat', 'dog', 'owl'].map((name, index) => ({
  id: index + 1,
  name,
  color: '#ffffff',
  position: index,
  boxCount: 0,
}))

it('counts, measures and names doubtful boxes', () => {
  const images = [
    image(1, { split: 'train' }),
    image(2, { split: 'val', width: 200 }),
    image(3, { state: 'empty' }),
    image(4, { state: 'new' }),
  ]
  const boxes = [
    box(1, 1, 1, 0, 0, 50, 50),
    box(2, 1, 1, 0, 0, 50, 50.5),
    box(3, 1, 2, 10, 10, 12, 40),
    box(4, 2, 1, 0, 0, 20, 10),
    box(5, 2, 2, 190, 90, 210, 110),
  ]
  const found = datasetStatistics(images, classes, boxes)
  expect(found).toMatchObject({
    images: 4,
    boxes: 5,
    emptyImages: 1,
    states: { new: 1, 'in-progress': 0, done: 2, empty: 1 },
    splits: { train: 1, val: 1, test: 0, none: 2 },
    boxesPerImage: { minimum: 0, median: 2, maximum: 3 },
    imageSizes: [
      { width: 100, height: 100, count: 3 },
      { width: 200, height: 100, count: 1 },
    ],
  })
  expect(found.quality.map(({ kind, imageId, boxId }) => [kind, imageId, boxId])).toEqual([
    ['border', 1, 1],
    ['border', 1, 2],
    ['border', 2, 4],
    ['duplicate', 1, 2],
    ['tiny', 1, 3],
    ['outside', 2, 5],
  ])
  expect(found.quality.at(-1)).toMatchObject({
    x1: 190,
    x2: 210,
    classId: 2,
    image: { id: 2, width: 200, height: 100 },
  })
  expect(found.classes.map((entry) => [entry.name, entry.boxes, entry.images])).toEqual([
    ['cat', 3, 2],
    ['dog', 2, 2],
    ['owl', 0, 0],
  ])
  expect(found.medianRelativeSide).toBeCloseTo(Math.sqrt(400 / 20000), 12)
  expect(found.relativeSides.counts.reduce((a, b) => a + b)).toBe(5)
})

it('names the commonest sizes and pairs of classes, and counts all', () => {
  const images = Array.from({ length: 30 }, (_, index) => image(index + 1, { width: 100 + index }))
  const pairs = [1, 2, 3, 4, 5, 6, 7].flatMap((a) => [box(a, 1, a, 0, 0, 9, 9)])
  const found = datasetStatistics(images, classes, pairs)
  expect([found.imageSizes.length, found.differentSizes]).toEqual([20, 30])
  expect([found.together.length, found.pairs]).toEqual([12, 21])
})

it('of nothing is nothing', () => {
  expect(datasetStatistics([], [], [])).toMatchObject({ images: 0, boxes: 0, medianRelativeSide: 0, quality: [] })
})
