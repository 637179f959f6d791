/** Marking the image and going on to the next one that is not done. */
import type { ImageState } from '../../../../core/project/types.ts'
import { toast } from '../../../composables/toasts.ts'
import { useBrowse } from '../../../stores/browse.ts'
import { useLabels } from '../../../stores/labels.ts'
import type { useNavigation } from './useNavigation.ts'

export function useFinish(navigation: ReturnType<typeof useNavigation>) {
  const labels = useLabels()
  const browse = useBrowse()

  async function finish(state: ImageState) {
    if (labels.record?.problem !== null) return navigation.go(navigation.neighbour(1))
    if (state === 'empty' && labels.boxes.length > 0) {
      toast({ id: 'label', title: 'This image has boxes: it cannot be empty', icon: 'i-lucide-info', color: 'warning' })
      return
    }
    const marked = labels.image
    labels.setState(state)
    await labels.settled()
    if (marked !== null) browse.touch(marked)
    const next = await navigation.nextOpen()
    if (next === null)
      toast({ id: 'label', title: 'All images are done', icon: 'i-lucide-party-popper', color: 'success' })
    else await navigation.go(next)
  }

  async function goNextOpen() {
    await labels.settled()
    const next = await navigation.nextOpen()
    if (next === null) toast({ id: 'label', title: 'All other images are done', icon: 'i-lucide-circle-check' })
    else await navigation.go(next)
  }

  return { finish, goNextOpen }
}
