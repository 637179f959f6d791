/** Matching of anchors: against a plain form of the rule on random boxes, and the traps that others fell into. */
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { iou, type NetBox } from '../../../core/geometry/box.ts'
import { makeAnchors } from '../../../core/model/anchors.ts'
import { trainingConfig } from '../../../core/training/config.ts'
import { matchAnchors, type TruthBox } from '../../../core/training/targets.ts'

const config = trainingConfig.parse({})
const anchors = makeAnchors(config.network, 128, 192)
const truth = (x1: number, y1: number, x2: number, y2: number, classIndex = 0, ignored = false): TruthBox => ({
  box: { x1, y1, x2, y2 } as NetBox,
  classIndex,
  ignored,
})

/** The rule as the paper says it, box by box and anchor by anchor. */
function plainRule(truths: readonly TruthBox[]): { positives: number[]; ignored: number[] } {
  const boxes = Array.from({ length: anchors.count }, (_, anchor) => {
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = anchors.boxes.subarray(anchor * 4, anchor * 4 + 4)
    return { x1, y1, x2, y2 }
  })
  const overlaps = truths.map(({ box }) => boxes.map((anchor) => iou(anchor, box)))
  const best = overlaps.map((own) => Math.max(...own))
  const kinds = boxes.map((_, anchor) => {
    const highest = Math.max(0, ...overlaps.map((own) => own[anchor] ?? 0))
    const low = overlaps.some(
      (own, index) => (best[index] ?? 0) > 0.1 && (own[anchor] ?? 0) >= (best[index] ?? 0) - 1e-4,
    )
    return highest >= 0.5 || low ? 'positive' : highest >= 0.4 ? 'ignored' : 'background'
  })
  const of = (kind: string) => kinds.flatMap((own, anchor) => (own === kind ? [anchor] : []))
  return { positives: of('positive'), ignored: of('ignored') }
}

it('follows the rule on random boxes', () => {
  const side = fc.double({ min: 0.02, max: 1, noNaN: true })
  const box = fc.tuple(side, side, side, side).map(([x, y, w, h]) => {
    const [left, top] = [x * 150, y * 100]
    return truth(left, top, left + 4 + w * 120, top + 4 + h * 90)
  })
  fc.assert(
    fc.property(fc.array(box, { minLength: 1, maxLength: 4 }), (truths) => {
      const { positives, ignored } = matchAnchors(anchors, truths, config.matching)
      const expected = plainRule(truths)
      expect([...positives]).toEqual(expected.positives)
      expect([...ignored]).toEqual(expected.ignored)
    }),
    { numRuns: 25, seed: 1 },
  )
})

it('makes nothing positive for boxes without area or far outside', () => {
  const truths = [truth(50, 50, 50, 80), truth(5000, 5000, 5050, 5050)]
  const { positives, ignored } = matchAnchors(anchors, truths, config.matching)
  expect(positives.length + ignored.length).toBe(0)
})

it('gives a small box its best anchor', () => {
  const { positives, classes } = matchAnchors(anchors, [truth(60, 60, 72, 72, 2)], config.matching)
  expect(positives.length).toBeGreaterThan(0)
  expect(new Set(classes)).toEqual(new Set([2]))
  const strict = { ...config.matching, lowQuality: false }
  expect(matchAnchors(anchors, [truth(60, 60, 72, 72)], strict).positives.length).toBe(0)
})

it('keeps anchors on difficult boxes out of the loss, neither object nor background', () => {
  const box = [40, 30, 100, 90] as const
  const object = matchAnchors(anchors, [truth(...box)], { ...config.matching, lowQuality: false })
  const difficult = matchAnchors(anchors, [truth(...box, 0, true)], config.matching)
  expect(difficult.positives.length).toBe(0)
  expect(new Set(difficult.ignored)).toEqual(new Set([...object.positives, ...object.ignored]))
})
