/** What can be done about a mistake, and doing it: each is one undo step, and the queue goes on by itself. */
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { LabelEdit } from '../../../../core/project/types.ts'
import { api } from '../../../api.ts'
import { orShowError } from '../../../composables/errors.ts'
import { toast } from '../../../composables/toasts.ts'
import { plural } from '../../../format.ts'
import { useActions } from '../../../keys/actions.ts'
import { useProject } from '../../../stores/project.ts'
import type { Review } from '../useReview.ts'
import type { Queue } from './useQueue.ts'

export function useMistakeActions(review: Review, queue: Queue) {
  const project = useProject()
  const router = useRouter()
  const route = useRoute()
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

  async function acceptIds(ids: number[]) {
    const history = await orShowError(() => api.review.accept.mutate({ project: project.id, suggestions: ids }))
    if (history) await project.changed(history)
    else await queue.refresh()
  }

  async function edit(image: number, change: LabelEdit, title: string) {
    const result = await orShowError(() =>
      api.labels.edit.mutate({ project: project.id, image, edits: [change], title }),
    )
    if (result) await project.changed(result.history)
    else await queue.refresh()
  }

  async function accept() {
    const mistake = queue.current.value
    if (!mistake || acceptTitle.value === null) return
    const { kind, imageId, boxId, classId, suggestionId, x1, y1, x2, y2 } = mistake
    queue.settle((other) => other === mistake)
    if (kind === 'false-positive' && suggestionId !== null) await acceptIds([suggestionId])
    else if (kind === 'wrong-class' && boxId !== null) {
      await edit(imageId, { kind: 'update', id: boxId, change: { classId } }, `Change class to ${className(classId)}`)
    } else if (kind === 'localisation' && boxId !== null) {
      await edit(imageId, { kind: 'update', id: boxId, change: { x1, y1, x2, y2 } }, 'Fit label to detection')
    }
  }

  async function acceptAll() {
    const ids = unlabelled.value.map(({ id }) => id)
    if (ids.length === 0) return
    queue.settle(({ suggestionId }) => suggestionId !== null && ids.includes(suggestionId))
    await acceptIds(ids)
    toast({
      id: 'review-accepted',
      title: `${plural(ids.length, 'label')} added`,
      description: 'Undo takes all of them back at once.',
      icon: 'i-lucide-check-check',
      color: 'success',
      duration: 3000,
    })
  }

  async function reject() {
    const mistake = queue.current.value
    const id = mistake?.suggestionId
    if (!canReject.value || id === null || id === undefined) return
    queue.settle((other) => other === mistake)
    await orShowError(() => api.review.reject.mutate({ project: project.id, suggestions: [id] }))
    await review.refresh()
  }

  function openInLabel() {
    const mistake = queue.current.value
    if (!mistake) return
    const { imageId, boxId, suggestionId, kind } = mistake
    const box = kind === 'missed' ? boxId : null
    return router.push({
      name: 'label',
      params: { project: route.params['project'], image: String(imageId) },
      query: {
        run: String(review.runId.value),
        ...(box === null ? {} : { box: String(box) }),
        ...(suggestionId === null ? {} : { suggestion: String(suggestionId) }),
      },
    })
  }

  useActions('Review', [
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
      run: accept,
    },
    {
      id: 'review.accept-all',
      title: 'Add all detections without a label on this image',
      keys: ['Shift+E'],
      icon: 'i-lucide-check-check',
      when: () => unlabelled.value.length > 0,
      run: acceptAll,
    },
    {
      id: 'review.reject',
      title: 'Reject the detection',
      keys: ['X'],
      icon: 'i-lucide-x',
      when: () => canReject.value,
      run: reject,
    },
    {
      id: 'review.open',
      title: 'Open the image in Label',
      keys: ['O', 'Enter'],
      icon: 'i-lucide-square-arrow-out-up-right',
      when: () => queue.current.value !== null,
      run: openInLabel,
    },
  ])

  return { acceptTitle, canReject, unlabelled, accept, acceptAll, reject, openInLabel, className }
}

export type MistakeActionsState = ReturnType<typeof useMistakeActions>
