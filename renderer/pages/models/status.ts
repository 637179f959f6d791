/** How the state of a run is named and marked. */
import type { RunStatus } from '../../../core/training/events.ts'

export interface StatusMark {
  label: string
  color: 'neutral' | 'info' | 'success' | 'warning' | 'error' | 'primary'
  icon: string
}

export const STATUS_MARKS: Record<RunStatus, StatusMark> = {
  queued: { label: 'Waits', color: 'neutral', icon: 'i-lucide-clock' },
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
