/** Doing something about a mistake: each is one undo step, and the queue goes on by itself. */
import { useRoute, useRouter } from 'vue-router'
import type { LabelEdit } from '../../../../core/project/types.ts'
import { api } from '../../../api.ts'
import { orShowError } from '../../../composables/errors.ts'
import { toast } from '../../../composables/toasts.ts'
import { plural } from '../../../format.ts'
import { useActions } from '../../../keys/actions.ts'
import { useProject } from '../../../stores/project.ts'
import type { Review } from '../useReview.ts'
import { mistakeKeys } from './mistakeKeys.ts'
import { useMistakeChoices } from './useMistakeChoices.ts'
import type { Queue } from './useQueue.ts'

export function useMistakeActions(review: Review, queue: Queue) {
  const project = useProject()
  const router = useRouter()
  const route = useRoute()
  const choices = useMistakeChoices(queue)
  const { acceptTitle, canReject, unlabelled, className } = choices

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

  /** The image is done with: marked so where it was not, and on to the next one with mistakes. */
  async function finishImage() {
    const mistake = queue.current.value
    const { image } = queue.image.value?.labels ?? {}
    if (!mistake) return
    const next = queue.mistakes.value.findIndex(
      ({ imageId }, index) => index > queue.index.value && imageId !== mistake.imageId,
    )
    if (next >= 0) queue.select(next)
    if (image?.id !== mistake.imageId || image.state === 'done' || image.state === 'empty') return
    const request = { project: project.id, images: [image.id], state: 'done' as const }
    const history = await orShowError(() => api.images.setState.mutate(request))
    if (history) await project.changed(history)
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

  const doing = { accept, acceptAll, reject, finishImage, openInLabel }
  useActions('Review', mistakeKeys(queue, choices, doing))

  return { ...choices, ...doing }
}

export type MistakeActionsState = ReturnType<typeof useMistakeActions>
