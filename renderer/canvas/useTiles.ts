/** Squares of a large picture at its full size, fetched for what is in view once the view rests. */
import { computed, onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import { visiblePart, type Size, type ViewTransform } from '../../core/geometry/view.ts'
import type { PictureTile } from './scene.ts'

/** As the engine cuts them. */
const TILE_SIDE = 1024
/** Below this many screen pixels a pixel of the smaller picture, nothing more would be seen. */
const WORTH_IT = 1.2
/** At 4 MB each; a large screen full of them. */
const KEPT = 96

export interface TileView {
  /** The smaller picture that covers all. */
  picture: ImageBitmap | null
  /** Of the upright image at full size. */
  image: Size
  view: Size
  pixelRatio: number
  transform: ViewTransform
  moving: boolean
}

/** `address` is that of the present image's tiles, null while it has none. A change of it drops what was fetched. */
export function useTiles(address: Ref<string | null>, now: () => TileView) {
  const loaded = shallowRef<ReadonlyMap<string, PictureTile>>(new Map())
  const pending = shallowRef(0)
  let running = new Map<string, AbortController>()

  /** Column and row of each tile in view; none where the smaller picture is sharp enough. */
  const wanted = computed<Array<[number, number]>>(() => {
    const { picture, image, view, pixelRatio, transform } = now()
    if (!address.value || !picture || picture.width >= image.width) return []
    if ((transform.scale * pixelRatio * image.width) / picture.width < WORTH_IT) return []
    const part = visiblePart(transform, view)
    const columns = indices(part.x1, part.x2, image.width)
    const rows = indices(part.y1, part.y2, image.height)
    return columns.length * rows.length > KEPT
      ? []
      : columns.flatMap((column) => rows.map((row) => [column, row] as [number, number]))
  })

  async function fetchTile(column: number, row: number) {
    const name = `${column}/${row}`
    if (address.value === null || running.has(name) || loaded.value.has(name)) return
    const controller = new AbortController()
    const mine = running
    mine.set(name, controller)
    pending.value = mine.size
    const picture = await fetchPicture(`${address.value}&column=${column}&row=${row}`, controller.signal)
    if (mine === running && picture) keep(name, { picture, x: column * TILE_SIDE, y: row * TILE_SIDE })
    else picture?.close()
    if (mine.get(name) === controller) mine.delete(name)
    pending.value = running.size
  }

  function keep(name: string, tile: PictureTile) {
    const next = new Map(loaded.value).set(name, tile)
    const inView = new Set(wanted.value.map(([column, row]) => `${column}/${row}`))
    for (const [other, { picture }] of next) {
      if (next.size <= KEPT) break
      if (inView.has(other)) continue
      picture.close()
      next.delete(other)
    }
    loaded.value = next
  }

  function look() {
    const inView = new Set(wanted.value.map(([column, row]) => `${column}/${row}`))
    for (const [name, controller] of running) {
      if (inView.has(name)) continue
      controller.abort()
      running.delete(name)
    }
    for (const [column, row] of wanted.value) void fetchTile(column, row)
  }

  function drop() {
    for (const controller of running.values()) controller.abort()
    for (const { picture } of loaded.value.values()) picture.close()
    running = new Map()
    loaded.value = new Map()
    pending.value = 0
  }

  watch([wanted, () => now().moving, address], ([, moving, present], [, , before]) => {
    if (present !== before) drop()
    if (!moving) look()
  })
  onScopeDispose(drop)

  /** Tiles to draw over the smaller picture. */
  const tiles = computed(() =>
    wanted.value.flatMap(([column, row]) => {
      const tile = loaded.value.get(`${column}/${row}`)
      return tile ? [tile] : []
    }),
  )
  return { tiles, loading: computed(() => pending.value > 0) }
}

/** Null when it left the view or the engine is away: the smaller picture stays, and the next look asks again. */
async function fetchPicture(url: string, signal: AbortSignal): Promise<ImageBitmap | null> {
  try {
    const response = await fetch(url, { signal })
    return response.ok ? await createImageBitmap(await response.blob()) : null
  } catch {
    return null
  }
}

/** Indices of the tiles from one pixel to another, inside an image of this side. */
function indices(from: number, to: number, side: number): number[] {
  const first = Math.floor(Math.max(0, from) / TILE_SIDE)
  const last = Math.ceil(Math.min(side, to) / TILE_SIDE) - 1
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index)
}
