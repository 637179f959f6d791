import { expect, it } from 'vitest'
import type { Mistake, ReviewedImage } from '../../../../core/api/types.ts'
import { pictureMarks } from '../../../../renderer/pages/review/queue/pictureMarks.ts'
import { LABEL, MISSED, RIGHT, WRONG } from '../../../../renderer/pages/review/verdicts.ts'

const edges = { x1: 0, y1: 0, x2: 10, y2: 10 }

it('draws labels below, verdicts above in their colours, and the current mistake last', () => {
  const image = {
    labels: {
      boxes: [
        { ...edges, id: 1, classId: 1 },
        { ...edges, id: 2, classId: 1 },
        { ...edges, id: 3, classId: 1 },
      ],
    },
    detections: [
      { ...edges, id: 11, classId: 2, verdict: 'wrong-class', boxId: 3, score: 0.9, state: 'open' },
      { ...edges, id: 12, classId: 1, verdict: 'right', boxId: 1, score: 0.8, state: 'open' },
      { ...edges, id: 13, classId: 1, verdict: 'false-positive', boxId: null, score: 0.7, state: 'rejected' },
    ],
    missed: [2],
  } as unknown as ReviewedImage
  const current = { kind: 'wrong-class', suggestionId: 11, boxId: 3 } as Mistake
  const marks = pictureMarks(image, current, (id) => (id === 1 ? 'cat' : 'dog'))
  expect(marks.map(({ key, color, text }) => [key, color, text])).toEqual([
    ['label:1', LABEL, ''],
    ['label:2', MISSED, 'cat'],
    ['label:3', LABEL, 'cat (label)'],
    ['found:12', RIGHT, 'cat .80'],
    ['found:13', WRONG, 'cat .70'],
    ['found:11', WRONG, 'dog .90'],
  ])
  expect(marks.at(-1)?.current).toBe(true)
  expect(marks.find(({ key }) => key === 'found:13')?.opacity).toBeLessThan(1)
})
