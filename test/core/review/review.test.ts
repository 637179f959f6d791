import { describe, expect, it } from 'vitest'
import type { Suggestion } from '../../../core/api/types.ts'
import { confusionMatrix } from '../../../core/review/confusion.ts'
import { mistakesQueue } from '../../../core/review/mistakes.ts'
import { prepareReview, reviewReport } from '../../../core/review/report.ts'
import { bestThreshold, thresholdCurve } from '../../../core/review/threshold.ts'
import { judgeImage, missedLabels, type ReviewLabel } from '../../../core/review/verdicts.ts'

const picture = { id: 1, name: 'a.png', hash: 'a', width: 4000, height: 100 }
const [red, white] = [1, 2]
const classes = [
  { id: red, name: 'red', color: '#ff0000' },
  { id: white, name: 'white', color: '#ffffff' },
]

function label(id: number, classId: number, x: number, flags: Partial<ReviewLabel> = {}): ReviewLabel {
  return { id, classId, x1: x, y1: 0, x2: x + 100, y2: 100, crowd: false, difficult: false, ...flags }
}

function detection(id: number, classId: number, x: number, score: number): Suggestion {
  return { id, imageId: 1, runId: 1, classId, score, state: 'open', x1: x, y1: 0, x2: x + 100, y2: 100 }
}

function sample() {
  const labels = [
    label(1, red, 0),
    label(2, red, 300),
    label(3, white, 600),
    label(4, red, 900),
    label(5, red, 1200, { difficult: true }),
    label(6, white, 1500),
  ]
  const detections = [
    detection(11, red, 5, 0.9), // right
    detection(12, red, 10, 0.6), // a second one on label 1
    detection(13, red, 360, 0.8), // beside label 2: IoU .25
    detection(14, red, 602, 0.7), // label 3 is white
    detection(15, white, 3000, 0.95), // nothing there
    detection(16, red, 1201, 0.99), // on the difficult label
    detection(17, red, 901, 0.2), // right, but weak
  ]
  return judgeImage(picture, labels, detections)
}

describe('verdicts', () => {
  it('finds each kind', () => {
    const verdicts = Object.fromEntries(sample().detections.map(({ id, verdict, boxId }) => [id, [verdict, boxId]]))
    expect(verdicts).toEqual({
      11: ['right', 1],
      12: ['duplicate', 1],
      13: ['localisation', 2],
      14: ['wrong-class', 3],
      15: ['false-positive', null],
      16: ['ignored', null],
      17: ['right', 4],
    })
  })

  it('calls a label missed when nothing at the threshold finds or explains it', () => {
    const missed = (threshold: number) => missedLabels(sample(), threshold).map(({ id }) => id)
    expect(missed(0.5)).toEqual([4, 6])
    expect(missed(0.1)).toEqual([6])
    expect(missed(0.85)).toEqual([2, 3, 4, 6])
  })
})

describe('the queue of mistakes', () => {
  it('starts with confident detections of nothing, and names the detection that almost found a missed label', () => {
    const queue = mistakesQueue([sample()], 0.5)
    expect(queue.map(({ kind, suggestionId, boxId }) => [kind, suggestionId, boxId])).toEqual([
      ['false-positive', 15, null],
      ['missed', null, 6],
      ['wrong-class', 14, 3],
      ['missed', 17, 4],
      ['localisation', 13, 2],
      ['duplicate', 12, 1],
    ])
    expect(queue[2]).toMatchObject({ classId: red, labelClassId: white, score: 0.7 })
    expect(queue[3]).toMatchObject({ score: 0.2 })
  })

  it('leaves out what a person rejected', () => {
    const image = sample()
    image.detections = image.detections.map((entry) => (entry.id === 15 ? { ...entry, state: 'rejected' } : entry))
    expect(mistakesQueue([image], 0.5)[0]?.kind).toBe('missed')
  })
})

describe('the confusion matrix', () => {
  it('has every counted label in one cell of its row', () => {
    const { counts } = confusionMatrix([sample()], [red, white], 0.5)
    expect(counts).toEqual([
      [1, 0, 2],
      [1, 0, 1],
      [2, 1, 0],
    ])
  })
})

describe('the best threshold', () => {
  it('lets through what helps and stops before what harms', () => {
    const image = judgeImage(
      picture,
      [label(1, red, 0), label(2, red, 300)],
      [detection(1, red, 0, 0.9), detection(2, red, 300, 0.29), detection(3, red, 900, 0.1)],
    )
    const curve = thresholdCurve([image])
    expect(bestThreshold(curve)).toBe(0.29)
    const at = curve.find(({ threshold }) => threshold === 0.29)
    expect(at).toEqual({ threshold: 0.29, precision: 1, recall: 1, f1: 1 })
  })

  it('is .5 when nothing was found', () => {
    const image = judgeImage(picture, [label(1, red, 0)], [])
    expect(bestThreshold(thresholdCurve([image]))).toBe(0.5)
  })
})

describe('the report', () => {
  it('counts per class so that labels = right + missed', () => {
    const report = reviewReport(prepareReview([sample()], classes), 0.5)
    expect(report.perClass).toMatchObject([
      { classId: red, groundTruths: 3, right: 1, wrong: 3, missed: 2, precision: 0.25, recall: 1 / 3 },
      { classId: white, groundTruths: 2, right: 0, wrong: 1, missed: 2, precision: 0, recall: 0 },
    ])
    expect(report.mistakes).toEqual({
      'false-positive': 1,
      missed: 2,
      'wrong-class': 1,
      localisation: 1,
      duplicate: 1,
    })
    expect(report.stats).toHaveLength(12)
    expect(report.curves[0]?.precision).toHaveLength(101)
  })

  it('has no average precision for a class without labels', () => {
    const report = reviewReport(prepareReview([], classes), 0.5)
    expect(report.perClass[0]).toMatchObject({ ap: -1, precision: -1, recall: -1 })
    expect(report.curves[0]?.precision).toEqual([])
  })
})
