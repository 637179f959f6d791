/** COCO's run-length encoded masks: only the box around them is wanted, so no mask is ever drawn. */
import type { Edges } from '../geometry/box.ts'
import { finite, isRecord } from './json.ts'

/** Runs that are looked at; a mask with more is not taken. */
const MOST_RUNS = 5_000_000

/** The box around the set pixels of {counts, size: [height, width]}; null when it is empty or not readable. */
export function rleBounds(written: unknown): Edges | null {
  if (!isRecord(written) || !Array.isArray(written['size'])) return null
  const [height, width] = (written['size'] as unknown[]).map(finite)
  if (height == null || width == null || !(height > 0) || !(width > 0)) return null
  const { counts } = written
  const runs = typeof counts === 'string' ? unpacked(counts) : Array.isArray(counts) ? counts.map(finite) : null
  return runs === null || runs.length > MOST_RUNS ? null : boundsOfRuns(runs, height, width)
}

/** Columns are run through from top to bottom, first a run of background. */
function boundsOfRuns(runs: ReadonlyArray<number | null>, height: number, width: number): Edges | null {
  let [x1, y1, x2, y2] = [Infinity, Infinity, -Infinity, -Infinity]
  let at = 0
  for (const [index, run] of runs.entries()) {
    if (run === null || run < 0 || at + run > height * width) return null
    if (index % 2 === 1 && run > 0) {
      const last = at + run - 1
      const [from, to] = [Math.floor(at / height), Math.floor(last / height)]
      x1 = Math.min(x1, from)
      x2 = Math.max(x2, to + 1)
      // A run over the end of a column touches both the bottom and the top.
      y1 = Math.min(y1, from === to ? at % height : 0)
      y2 = Math.max(y2, from === to ? (last % height) + 1 : height)
    }
    at += run
  }
  return x1 < x2 ? { x1, y1, x2, y2 } : null
}

/** The packed form of the COCO API: five bits a character from "0" on, runs from the third on as differences. */
function unpacked(text: string): number[] | null {
  const runs: number[] = []
  let at = 0
  while (at < text.length) {
    let value = 0
    let shift = 0
    let more = true
    while (more) {
      const code = text.charCodeAt(at++) - 48
      if (!(code >= 0 && code < 64) || shift > 30) return null
      value += (code & 31) * 2 ** shift
      more = (code & 32) !== 0
      shift += 5
      if (!more && (code & 16) !== 0) value -= 2 ** shift
    }
    runs.push(runs.length > 2 ? value + (runs[runs.length - 2] ?? 0) : value)
  }
  return runs
}
