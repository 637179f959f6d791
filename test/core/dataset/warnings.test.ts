import { describe, expect, it } from 'vitest'
import { planWarnings, type PlannedData } from '../../../core/dataset/warnings.ts'

const fine: PlannedData = {
  trainImages: 100,
  valImages: 20,
  unassignedImages: 0,
  newImages: 0,
  inProgressImages: 0,
  brokenImages: 0,
  classes: [{ name: 'cat', trainBoxes: 200, valBoxes: 40 }],
  medianSide: 100,
}

function codes(change: Partial<PlannedData>) {
  return planWarnings({ ...fine, ...change }).map(({ code, severity }) => `${severity}: ${code}`)
}

describe('planWarnings', () => {
  it('says nothing about good data', () => {
    expect(planWarnings(fine)).toEqual([])
  })

  it.each<[Partial<PlannedData>, string[]]>([
    [{ trainImages: 0, valImages: 0, classes: [] }, ['error: no-train-images']],
    [{ classes: [{ name: 'cat', trainBoxes: 0, valBoxes: 4 }] }, ['error: no-train-boxes']],
    [{ trainImages: 5 }, ['warning: few-train-images']],
    [{ valImages: 0 }, ['warning: no-val-images']],
    [{ medianSide: 10 }, ['warning: tiny-objects']],
    [{ unassignedImages: 3 }, ['info: unassigned-images']],
    [{ brokenImages: 1 }, ['warning: broken-images']],
    [{ newImages: 12 }, ['info: unlabelled-images']],
    [
      {
        classes: [
          { name: 'cat', trainBoxes: 900, valBoxes: 9 },
          { name: 'dog', trainBoxes: 9, valBoxes: 0 },
          { name: 'owl', trainBoxes: 0, valBoxes: 0 },
        ],
      },
      [
        'warning: class-without-train-boxes',
        'warning: few-boxes',
        'warning: class-without-val-boxes',
        'info: imbalance',
      ],
    ],
  ])('%j', (change, expected) => {
    expect(codes(change)).toEqual(expected)
  })
})
