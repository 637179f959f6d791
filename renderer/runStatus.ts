/** How the state of a run is named and marked, and what can be done with it. */
import type { RunSummary } from '../core/api/types.ts'
import { DETECTIONS_PRESET } from '../core/review/detectionsPreset.ts'
import type { RunStatus } from '../core/training/events.ts'

export interface StatusMark {
  label: string
  color: 'neutral' | 'info' | 'success' | 'warning' | 'error' | 'primary'
  icon: string
}

export const STATUS_MARKS: Record<RunStatus, StatusMark> = {
  queued: { label: 'Waits its turn', color: 'neutral', icon: 'i-lucide-clock' },
  running: { label: 'Training', color: 'primary', icon: 'i-lucide-activity' },
  paused: { label: 'Paused', color: 'warning', icon: 'i-lucide-pause' },
  finished: { label: 'Finished', color: 'success', icon: 'i-lucide-circle-check' },
  stopped: { label: 'Stopped', color: 'neutral', icon: 'i-lucide-circle-stop' },
  failed: { label: 'Failed', color: 'error', icon: 'i-lucide-circle-x' },
  interrupted: { label: 'Interrupted', color: 'warning', icon: 'i-lucide-unplug' },
}

/** While a run is in one of these it cannot be deleted. */
export function isAlive(status: RunStatus): boolean {
  return status === 'queued' || status === 'running' || status === 'paused'
}

/** Whether a training that does not run can go on from its last checkpoint, as the same run. */
export function canGoOn(status: RunStatus): boolean {
  return status === 'paused' || status === 'interrupted' || status === 'failed' || status === 'stopped'
}

/** Whether it is another program's detections: they can be reviewed, but there is nothing that could detect more. */
export function isOfAnotherProgram({ preset }: RunSummary): boolean {
  return preset === DETECTIONS_PRESET
}

/** Whether it kept weights, so that it can look at images, be exported and be gone on from. */
export function hasWeights({ bestStep }: RunSummary): boolean {
  return bestStep !== null
}

/** Whether there are detections to see, or could be. */
export function isReviewable(run: RunSummary): boolean {
  return hasWeights(run) || isOfAnotherProgram(run)
}

/** Where it came from, in a word: its preset, or that it holds another program's detections. */
export function originOf(run: RunSummary): string {
  return isOfAnotherProgram(run) ? 'detections' : run.preset
}
