/** Undo and redo on the Label page: what waits is saved first, and the page goes to the image that changed. */
import { onScopeDispose } from 'vue'
import { beforeHistoryStep, onHistoryStep } from '../../../composables/history.ts'
import { useLabels } from '../../../stores/labels.ts'

/** A step over more images than this (an import) is not about one of them: the page stays where it is. */
const GO_FOR_AT_MOST = 20

export function useHistoryHere(go: (image: number) => Promise<void>): void {
  const labels = useLabels()
  const stops = [
    beforeHistoryStep(() => labels.settled()),
    onHistoryStep(async ({ imageIds }) => {
      const [first] = imageIds
      if (first === undefined || imageIds.length > GO_FOR_AT_MOST) return
      if (labels.image === null || !imageIds.includes(labels.image)) await go(first)
    }),
  ]
  onScopeDispose(() => stops.forEach((stop) => stop()))
}
