/** pycocotools' numbers as test/oracles/evaluation wrote them. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect } from 'vitest'
import type { Evaluation } from '../../../core/evaluation/types.ts'

export interface Golden {
  stats: number[]
  /** T, R, K, A, M. */
  shape: [number, number, number, number, number]
  /** Run-length coded along R; one curve for each of T, K, A, M. */
  precision: number[][]
  scores: number[][]
  recall: number[]
}

export function readGolden<Case>(name: string): Case[] {
  const file = new URL(`../../oracles/evaluation/${name}.json.gz`, import.meta.url)
  return JSON.parse(gunzipSync(readFileSync(file)).toString()) as Case[]
}

/** Undoes the run-length coding, into [T, R, K, A, M]. */
function expand(curves: number[][], [thresholds, recallPoints, ...rest]: Golden['shape']): Float64Array {
  const inner = rest.reduce((product, size) => product * size, 1)
  const values = new Float64Array(thresholds * recallPoints * inner)
  for (const [index, runs] of curves.entries()) {
    const [t, cell] = [Math.floor(index / inner), index % inner]
    let r = 0
    for (let run = 0; run < runs.length; run += 2) {
      for (let count = runs[run + 1] as number; count > 0; count--) {
        values[(t * recallPoints + r++) * inner + cell] = runs[run] as number
      }
    }
  }
  return values
}

function largestDifference(actual: ArrayLike<number>, wanted: ArrayLike<number>): number {
  expect(actual.length).toBe(wanted.length)
  let largest = 0
  for (let index = 0; index < wanted.length; index++) {
    largest = Math.max(largest, Math.abs((actual[index] as number) - (wanted[index] as number)))
  }
  return largest
}

/** Equal to 1e-12 in the twelve numbers and in all raw arrays. */
export function expectGolden(evaluation: Evaluation, golden: Golden): void {
  const { thresholds, recallPoints, categories, areaRanges, limits } = evaluation.shape
  expect([thresholds, recallPoints, categories, areaRanges, limits]).toEqual(golden.shape)
  expect(largestDifference(evaluation.stats, golden.stats)).toBeLessThan(1e-12)
  expect(largestDifference(evaluation.recall, golden.recall)).toBeLessThan(1e-12)
  expect(largestDifference(evaluation.precision, expand(golden.precision, golden.shape))).toBeLessThan(1e-12)
  expect(largestDifference(evaluation.scores, expand(golden.scores, golden.shape))).toBeLessThan(1e-12)
}
