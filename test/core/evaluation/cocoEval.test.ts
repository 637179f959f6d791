import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { readCocoFiles } from '../../../core/evaluation/cocoFiles.ts'
import { evaluate } from '../../../core/evaluation/cocoEval.ts'
import { evaluateImages, scoresOf } from '../../../core/evaluation/scores.ts'
import { expectGolden, readGolden, type Golden } from './golden.ts'

describe('COCO evaluation equals pycocotools', () => {
  const cases = readGolden<{ seed: number; truth: unknown; results: unknown; golden: Golden }>('fuzz')
  it.each(cases)('on the random case of seed $seed', ({ truth, results, golden }) => {
    expectGolden(evaluate(readCocoFiles(truth, results)), golden)
  })

  const data = fileURLToPath(new URL('../../../../shared/data/format-zoo/coco_results/', import.meta.url))
  const real = readGolden<{ truth: string; results: string; golden: Golden }>('real')
  it.for(real)('on published results: $results', ({ truth, results, golden }, context) => {
    if (!existsSync(data)) context.skip('needs ../shared/data/format-zoo/coco_results, which is not here')
    const read = (path: string): unknown => JSON.parse(readFileSync(data + path, 'utf8'))
    expectGolden(evaluate(readCocoFiles(read(truth), read(results))), golden)
  })
})

describe('evaluation of the studio', () => {
  const square = { x1: 10, y1: 10, x2: 60, y2: 60 }

  it('gives 1 for perfect detections and -1 for a class without labels', () => {
    const images = [
      { id: 1, labels: [{ ...square, classId: 5 }], detections: [{ ...square, classId: 5, score: 0.9 }] },
      { id: 2, labels: [], detections: [] },
    ]
    const scores = scoresOf(evaluateImages(images, [5, 9]), [{ id: 5, name: 'cell' }])
    // Not 1: pycocotools divides by tp + fp + eps.
    const perfect = expect.closeTo(1, 12) as number
    expect(scores).toMatchObject({ ap: perfect, ap50: perfect, ap75: perfect })
    expect(scores.perClass).toEqual([
      { classId: 5, name: 'cell', ap: perfect, ap50: perfect, groundTruths: 1 },
      { classId: 9, name: 'class 9', ap: -1, ap50: -1, groundTruths: 0 },
    ])
  })

  it('does not count difficult labels, whether found or not', () => {
    const difficult = { ...square, classId: 1, difficult: true }
    const easy = { x1: 200, y1: 200, x2: 260, y2: 260, classId: 1 }
    const labels = [difficult, easy]
    const found = [{ ...easy, score: 0.9 }]
    const both = [...found, { ...square, classId: 1, score: 0.95 }]
    for (const detections of [found, both]) {
      const evaluation = evaluateImages([{ id: 1, labels, detections }], [1])
      expect(evaluation.stats[0]).toBeCloseTo(1, 12)
      expect(evaluation.perClass[0]?.groundTruths).toBe(1)
    }
  })

  it('scores no images and no detections without dividing by zero', () => {
    expect(evaluateImages([], [1]).stats).toEqual(Array(12).fill(-1))
    const missed = evaluateImages([{ id: 1, labels: [{ ...square, classId: 1 }], detections: [] }], [1])
    expect(missed.stats.slice(0, 3)).toEqual([0, 0, 0])
  })
})

describe('COCO files', () => {
  const truth = { images: [{ id: 1 }], categories: [{ id: 1, name: 'a' }], annotations: [] }

  it('names the place of a fault', () => {
    expect(() => readCocoFiles({ images: [] }, [])).toThrow(/ground truth cannot be read at categories/)
    expect(() => readCocoFiles(truth, [{ image_id: 1 }])).toThrow(/detections file cannot be read/)
  })

  it('refuses detections of images that the truth does not have', () => {
    const results = [{ image_id: 8, category_id: 1, bbox: [0, 0, 1, 1], score: 1 }]
    expect(() => readCocoFiles(truth, results)).toThrow(/image 8/)
  })
})
