/** Which boxes the person has hidden on this image; nothing of it is stored. */
import { shallowRef, watch } from 'vue'
import { useLabels } from '../../../stores/labels.ts'

export function useHiddenBoxes() {
  const labels = useLabels()
  const hidden = shallowRef<ReadonlySet<number>>(new Set())
  const all = shallowRef(false)

  function toggle(id: number) {
    const next = new Set(hidden.value)
    if (!next.delete(id)) next.add(id)
    hidden.value = next
  }

  watch(
    () => labels.image,
    () => (hidden.value = new Set()),
  )
  return { hidden, all, toggle }
}
