/**
 * The list of images that the person browses: the Data page's filter and order, which Label keeps for previous and next.
 * `ids` is the whole list, in order, and stays as it is while Label works through it (an image that no longer fits the
 * filter does not jump away under the hand) until `refresh` is called. Rows are fetched in blocks when they are asked for.
 */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { ImageFilter, ImageRow, ImageSort } from '../../core/project/types.ts'
import { ALONE, api } from '../api.ts'
import { showError } from '../composables/errors.ts'
import { blocksOf, RowCache } from './rowCache.ts'

export interface BrowseQuery {
  filter: ImageFilter
  sort: ImageSort
  descending: boolean
}

const BLOCK = 100

export const useBrowse = defineStore('browse', () => {
  const project = shallowRef('')
  const query = shallowRef<BrowseQuery>({ filter: {}, sort: 'path', descending: false })
  const ids = shallowRef<number[]>([])
  const ready = shallowRef(false)
  /** Grows when rows arrive: read it where rows are drawn. */
  const arrived = shallowRef(0)
  const cache = new RowCache(6000)
  const positions = computed(() => new Map(ids.value.map((id, index) => [id, index])))
  const total = computed(() => ids.value.length)
  const filtered = computed(() =>
    Object.values(query.value.filter).some((value) => (Array.isArray(value) ? value.length > 0 : Boolean(value))),
  )
  /** The call for the newest list, while it is under way. */
  let asking: AbortController | null = null

  /** Opens the list for a project; the filter is kept when it is the same project as before. */
  async function open(id: string) {
    if (project.value === id && ready.value) return
    if (project.value !== id) {
      project.value = id
      query.value = { filter: {}, sort: 'path', descending: false }
      ids.value = []
      ready.value = false
      cache.clear()
    }
    await list(BLOCK)
  }

  /** Changes the filter or the order, and loads the new list. */
  async function change(part: Partial<BrowseQuery>) {
    query.value = { ...query.value, ...part }
    await list(BLOCK)
  }

  /** Loads the list again, and every row anew when it is next asked for; rows on screen stay until then. */
  async function refresh() {
    await list(0)
  }

  /** With the rows of its first page where another list is to be seen. A list that is no longer wanted is not waited for. */
  async function list(rows: number) {
    asking?.abort()
    const asked = (asking = new AbortController())
    const since = cache.makeStale()
    const input = { project: project.value, query: query.value, rows }
    try {
      const found = await api.images.list.query(input, { ...ALONE, signal: asked.signal })
      if (asked !== asking) return
      cache.put(found.rows, since)
      ids.value = found.ids
      ready.value = true
      arrived.value += 1
    } catch (error) {
      if (asked === asking) throw error
    }
  }

  /** The row at a position of the list; undefined until it has been fetched (`load` does that). */
  function row(index: number): ImageRow | undefined {
    const id = ids.value[index]
    return id === undefined ? undefined : cache.get(id)
  }

  /** Fetches the rows of positions from..to (exclusive) that are missing or out of date. */
  async function load(from: number, to: number) {
    const asked = project.value
    await Promise.all(
      blocksOf(from, to, BLOCK, ids.value.length).map(async ([start, end]) => {
        const wanted = cache.claim(ids.value.slice(start, end))
        if (wanted.length === 0) return
        try {
          const filter = { ids: wanted }
          const input = { project: asked, query: { filter }, offset: 0, limit: wanted.length }
          const page = await api.images.page.query(input, ALONE)
          if (asked !== project.value) return
          cache.put(page.rows)
          arrived.value += 1
        } catch (error) {
          showError(error, 'The pictures could not be listed.')
        } finally {
          cache.release(wanted)
        }
      }),
    )
  }

  /** Position of an image in the list, -1 when it is not there. */
  function position(image: number): number {
    return positions.value.get(image) ?? -1
  }

  /** The image `step` places further (-1: the one before); null at the ends. */
  function neighbour(image: number, step: number): number | null {
    const index = position(image)
    return index < 0 ? (ids.value[0] ?? null) : (ids.value[index + step] ?? null)
  }

  /** Says that an image changed here, so that its row is fetched again. */
  function touch(image: number) {
    cache.makeStale([image])
    arrived.value += 1
  }

  return {
    project,
    query,
    ids,
    ready,
    arrived,
    total,
    filtered,
    open,
    change,
    refresh,
    row,
    load,
    position,
    neighbour,
    touch,
  }
})
