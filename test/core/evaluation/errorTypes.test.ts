import { describe, expect, it } from 'vitest'
import { readCocoFiles } from '../../../core/evaluation/cocoFiles.ts'
import { analyseErrors, type ErrorAnalysis } from '../../../core/evaluation/errorTypes.ts'
import { evaluate } from '../../../core/evaluation/cocoEval.ts'
import { errorTypes } from '../../../core/evaluation/judge.ts'
import { readGolden } from './golden.ts'

interface Case {
  seed: number
  truth: unknown
  results: unknown
  golden: ErrorAnalysis
}

describe("error types equal TIDE's own code", () => {
  it.each(readGolden<Case>('tide'))('on the random case of seed $seed', ({ truth, results, golden }) => {
    const input = readCocoFiles(truth, results)
    const analysis = analyseErrors(input)
    expect(analysis.ap50).toBeCloseTo(golden.ap50, 10)
    for (const type of errorTypes) {
      expect([type, analysis.types[type].count]).toEqual([type, golden.types[type].count])
      expect([type, analysis.types[type].cost]).toEqual([type, expect.closeTo(golden.types[type].cost, 10)])
    }
    expect(analysis.ap50).toBeCloseTo(evaluate(input).stats[1]!, 10)
  })
})

it('finds nothing in nothing', () => {
  const { ap50, types } = analyseErrors({ imageIds: [1], categoryIds: [1], groundTruths: [], detections: [] })
  expect(ap50).toBe(-1)
  expect(errorTypes.map((type) => types[type])).toEqual(errorTypes.map(() => ({ count: 0, cost: 0 })))
})
