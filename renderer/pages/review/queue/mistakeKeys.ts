/** The keys of the review's queue. */
import type { Action } from '../../../keys/actions.ts'
import type { MistakeChoices } from './useMistakeChoices.ts'
import type { Queue } from './useQueue.ts'

type Doing = Record<'accept' | 'acceptAll' | 'reject' | 'finishImage' | 'openInLabel', () => unknown>

export function mistakeKeys(
  queue: Queue,
  { acceptTitle, canReject, unlabelled }: MistakeChoices,
  doing: Doing,
): Action[] {
  return [
    {
      id: 'review.next',
      title: 'Next mistake',
      keys: ['J', 'Right', 'Down'],
      icon: 'i-lucide-arrow-right',
      repeat: true,
      quiet: true,
      run: () => queue.go(1),
    },
    {
      id: 'review.previous',
      title: 'Previous mistake',
      keys: ['K', 'Left', 'Up'],
      icon: 'i-lucide-arrow-left',
      repeat: true,
      quiet: true,
      run: () => queue.go(-1),
    },
    {
      id: 'review.accept',
      title: 'Accept what the model says',
      keys: ['E'],
      icon: 'i-lucide-check',
      when: () => acceptTitle.value !== null,
      run: doing.accept,
    },
    {
      id: 'review.accept-all',
      title: 'Add all detections without a label on this image',
      keys: ['Shift+E'],
      icon: 'i-lucide-check-check',
      when: () => unlabelled.value.length > 0,
      run: doing.acceptAll,
    },
    {
      id: 'review.reject',
      title: 'Reject the detection',
      keys: ['X'],
      icon: 'i-lucide-x',
      when: () => canReject.value,
      run: doing.reject,
    },
    {
      id: 'review.done',
      title: 'Mark the image done and go to the next image',
      keys: ['Space'],
      icon: 'i-lucide-circle-check',
      when: () => queue.current.value !== null,
      run: doing.finishImage,
    },
    {
      id: 'review.open',
      title: 'Open the image in Label',
      keys: ['O', 'Enter'],
      icon: 'i-lucide-square-arrow-out-up-right',
      when: () => queue.current.value !== null,
      run: doing.openInLabel,
    },
  ]
}
