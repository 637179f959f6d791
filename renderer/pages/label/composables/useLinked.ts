/** Links name a box or a suggestion of the image: it is selected and brought close, once. */
import { shallowRef, watch } from 'vue'
import { useRoute } from 'vue-router'
import { useLabels } from '../../../stores/labels.ts'
import type { LabelCanvasHandle } from './canvasHandle.ts'
import type { useSuggestions } from './useSuggestions.ts'

/** Answers what to call when the image of the present address is on screen. */
export function useLinked(
  canvas: () => LabelCanvasHandle | null,
  suggesting: ReturnType<typeof useSuggestions>,
): () => void {
  const route = useRoute()
  const labels = useLabels()
  /** The address whose image is on screen, and the address whose link has been followed. */
  const arrived = shallowRef('')
  const followed = shallowRef('')

  function follow() {
    if (arrived.value !== route.fullPath || followed.value === route.fullPath) return
    const box = labels.boxes.find(({ id }) => id === labels.toWindowId(Number(route.query.box)))
    if (box) {
      labels.selected = box.id
      canvas()?.zoomTo(box)
    }
    const run = Number(route.query.run)
    if (Number.isInteger(run) && run > 0) suggesting.choose(run)
    const suggestion = suggesting.all.value.find(({ id }) => id === Number(route.query.suggestion))
    if (suggestion) {
      suggesting.threshold.value = Math.min(suggesting.threshold.value, suggestion.score)
      suggesting.selected.value = suggestion.id
      canvas()?.zoomTo(suggestion)
    }
    if (suggestion || route.query.suggestion === undefined) followed.value = route.fullPath
  }

  watch(() => suggesting.all.value, follow)
  return () => {
    arrived.value = route.fullPath
    follow()
  }
}
