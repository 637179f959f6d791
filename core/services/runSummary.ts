/** A run as lists of runs show it. */
import type { RunSummary } from '../api/types.ts'
import type { RunRecord } from '../project/runs.ts'

export function runSummary(run: RunRecord): RunSummary {
  const { id, name, status, preset, createdAt, progress, steps, seconds, backend, bestStep, scores } = run
  const { trainImages, valImages, continuedFrom, error } = run
  return {
    id,
    name,
    status,
    preset,
    createdAt,
    progress,
    steps,
    seconds,
    backend,
    bestStep,
    scores,
    trainImages,
    valImages,
    continuedFrom,
    error,
  }
}
