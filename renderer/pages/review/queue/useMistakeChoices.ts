/** What can be done about the current mistake of the queue. */
import { computed } from 'vue'
import { useProject } from '../../../stores/project.ts'
import type { Queue } from './useQueue.ts'

export type MistakeChoices = ReturnType<typeof useMistakeChoices>

export function useMistakeChoices(queue: Queue) {
  const project = useProject()
  const className = (id: number | null) => (id === null ? '' : (project.classById.get(id)?.name ?? `class ${id}`))

  /** Whether the label behind the current mistake has a right detection too: then its box and class need no change. */
  const labelFound = computed(() => {
    const { boxId } = queue.current.value ?? {}
    const found = queue.image.value?.detections.some(({ verdict, boxId: box }) => verdict === 'right' && box === boxId)
    return found === true
  })

  /** What accepting means for the current mistake; null where there is nothing to accept. */
  const acceptTitle = computed<string | null>(() => {
    const mistake = queue.current.value
    if (mistake === null) return null
    if (mistake.kind === 'false-positive') return 'Add as a label'
    if (labelFound.value) return null
    if (mistake.kind === 'wrong-class') return `Change the label to ${className(mistake.classId)}`
    return mistake.kind === 'localisation' ? 'Fit the label to this box' : null
  })
  const canReject = computed(() => queue.current.value !== null && queue.current.value.kind !== 'missed')

  /** Detections on this image that have no label, at the threshold. */
  const unlabelled = computed(() =>
    (queue.image.value?.detections ?? []).filter(
      ({ verdict, state }) => verdict === 'false-positive' && state === 'open',
    ),
  )

  return { acceptTitle, canReject, unlabelled, className }
}
