/** Which image is open: the route says it; A and D, the film strip and links change the route. */
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { api } from '../../../api.ts'
import { useBrowse } from '../../../stores/browse.ts'
import { useProject } from '../../../stores/project.ts'

export function useNavigation() {
  const route = useRoute()
  const router = useRouter()
  const browse = useBrowse()
  const project = useProject()

  const image = computed(() => {
    const given = Number(route.params.image)
    return Number.isInteger(given) && given > 0 ? given : null
  })
  const position = computed(() => (image.value === null ? -1 : browse.position(image.value)))

  async function go(id: number | null) {
    if (id === null || id === image.value) return
    await router.replace({ name: 'label', params: { project: project.id, image: id } })
  }

  function neighbour(step: number): number | null {
    return image.value === null ? (browse.ids[0] ?? null) : browse.neighbour(image.value, step)
  }

  /** The next image of the list, around its end, that is neither done nor empty; null when all are. */
  async function nextOpen(): Promise<number | null> {
    const { filter, sort, descending } = browse.query
    const states = ['new', 'in-progress'] as const
    const wanted = filter.states?.filter((state) => state === 'new' || state === 'in-progress') ?? [...states]
    if (wanted.length === 0) return null
    const query = { filter: { ...filter, states: wanted }, sort, descending }
    const open = await api.images.ids.query({ project: project.id, query })
    const others = open.filter((id) => id !== image.value)
    return others.find((id) => browse.position(id) > position.value) ?? others[0] ?? null
  }

  return { image, position, go, neighbour, nextOpen }
}
