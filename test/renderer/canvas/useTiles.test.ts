/** Which parts of a large picture are fetched at full size, and what becomes of those that are not needed any more. */
import { beforeEach, expect, it, vi } from 'vitest'
import { effectScope, nextTick, shallowRef } from 'vue'
import { useTiles, type TileView } from '../../../renderer/canvas/useTiles.ts'

interface Asked {
  address: string
  signal: AbortSignal
  arrive: () => void
}
let asked: Asked[] = []
let closed = 0

beforeEach(() => {
  asked = []
  closed = 0
  vi.stubGlobal('fetch', (address: string, { signal }: { signal: AbortSignal }) => {
    const { promise, resolve, reject } = Promise.withResolvers<Response>()
    signal.addEventListener('abort', () => reject(new DOMException('Aborted', 'AbortError')))
    asked.push({ address, signal, arrive: () => resolve(new Response(new Blob(['tile']))) })
    return promise
  })
  vi.stubGlobal('createImageBitmap', async () => ({ width: 1024, height: 1024, close: () => closed++ }))
})

const settle = () => new Promise((resolve) => setTimeout(resolve, 5))

/** A picture of 8,192 x 2,048 pixels of which a version of 2,048 x 512 is there, seen in a window of 1,000 x 1,000. */
function tilesAt(scale: number) {
  const address = shallowRef<string | null>('/tile?v=1')
  const now = shallowRef<TileView>({
    picture: { width: 2048 } as ImageBitmap,
    image: { width: 8192, height: 2048 },
    view: { width: 1000, height: 1000 },
    pixelRatio: 1,
    transform: { scale, offsetX: 0, offsetY: 0 },
    moving: true,
  })
  const look = (part: Partial<TileView>) => (now.value = { ...now.value, ...part })
  const scope = effectScope()
  return { ...scope.run(() => useTiles(address, () => now.value))!, address, look, scope }
}

it('fetches what is in view once the view rests, and not while it moves', async () => {
  const { tiles, loading, look } = tilesAt(1)
  await nextTick()
  expect(asked).toEqual([])
  look({ moving: false })
  await nextTick()
  expect(asked.map(({ address }) => address)).toEqual(['/tile?v=1&column=0&row=0'])
  expect(loading.value).toBe(true)
  asked[0]!.arrive()
  await vi.waitFor(() => expect(tiles.value).toMatchObject([{ x: 0, y: 0 }]))
  expect(loading.value).toBe(false)
})

it('fetches nothing where the smaller picture is as sharp as the screen', async () => {
  const { look } = tilesAt(0.25)
  look({ moving: false })
  await nextTick()
  expect(asked).toEqual([])
})

it('gives up what went out of view, and drops everything when another image is shown', async () => {
  const { tiles, address, look } = tilesAt(1)
  look({ moving: false })
  await nextTick()
  look({ transform: { scale: 1, offsetX: -3000, offsetY: 0 } })
  await nextTick()
  expect(asked[0]!.signal.aborted).toBe(true)
  expect(asked.slice(1).map(({ address: own }) => own.slice(-14))).toEqual(
    ['&column=2&row=0', '&column=3&row=0'].map((own) => own.slice(-14)),
  )
  for (const { arrive } of asked.slice(1)) arrive()
  await vi.waitFor(() => expect(tiles.value).toHaveLength(2))
  address.value = null
  await settle()
  expect(tiles.value).toEqual([])
  expect(closed).toBe(2)
})

it('lets no late tile of the image before onto the present one', async () => {
  const { tiles, address, look } = tilesAt(1)
  look({ moving: false })
  await nextTick()
  // It has arrived, and is being decoded when the other image comes.
  asked[0]!.arrive()
  address.value = '/tile?v=2'
  await settle()
  expect(tiles.value).toEqual([])
  expect(closed).toBe(1)
  expect(asked.at(-1)!.address).toContain('v=2')
})
