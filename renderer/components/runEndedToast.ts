/** What the window says when a training ends while the person is elsewhere. */
import type { RunSummary } from '../../core/api/types.ts'
import type { ToastContent } from '../composables/toasts.ts'
import { duration, score } from '../format.ts'

export function runEndedToast(run: RunSummary, go: (page: 'train' | 'review') => unknown): ToastContent {
  if (run.status === 'failed' || run.status === 'interrupted') {
    return {
      id: `run-${run.id}`,
      title: run.status === 'failed' ? `${run.name} failed` : `${run.name} was interrupted`,
      description: run.error?.message ?? 'It can go on from its last checkpoint.',
      color: 'warning',
      icon: 'i-lucide-triangle-alert',
      duration: 12_000,
      actions: [{ label: 'Show', color: 'neutral', variant: 'outline', onClick: () => go('train') }],
    }
  }
  const scored = run.scores ? `AP50 ${score(run.scores.ap50, 2)}, AP ${score(run.scores.ap, 2)} after ` : ''
  return {
    id: `run-${run.id}`,
    title: run.status === 'stopped' ? `${run.name} has stopped` : `${run.name} is trained`,
    description: `${scored}${duration(run.seconds)}.`,
    color: 'success',
    icon: 'i-lucide-circle-check',
    duration: 12_000,
    actions: [{ label: 'Review', color: 'neutral', variant: 'outline', onClick: () => go('review') }],
  }
}
