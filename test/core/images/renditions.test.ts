import { existsSync, mkdirSync, readdirSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import sharp from 'sharp'
import { expect, it, vi } from 'vitest'
import { Limiter } from '../../../core/images/limiter.ts'
import { MemoryCache } from '../../../core/images/memoryCache.ts'
import { DISPLAY, renditionBytes, thumbnail, type RenditionSource } from '../../../core/images/renditions.ts'
import { temporaryFolder } from '../project/temporaryProject.ts'
import { noisyJpeg, picture } from './pictures.ts'

const WAIT = { timeout: 20_000, interval: 20 }
let hashes = 0

function source(bytes: Uint8Array, cached = true): RenditionSource {
  const folder = temporaryFolder()
  const file = path.join(folder, 'picture.jpg')
  writeFileSync(file, bytes)
  const cacheFolder = cached ? path.join(folder, 'cache', 'thumbnails') : null
  return { file, name: 'picture.jpg', hash: `${process.pid}-${hashes++}`, cacheFolder }
}

/** They are answered with before they are on the disk. */
function kept({ cacheFolder, hash }: RenditionSource): Promise<void> {
  return vi.waitFor(() => expect(existsSync(path.join(cacheFolder ?? '', `${hash}-320.webp`))).toBe(true), WAIT)
}

it('makes upright thumbnails and keeps them', async () => {
  const one = source(await picture(800, 400).jpeg().withMetadata({ orientation: 6 }).toBuffer())
  const bytes = await renditionBytes(one, thumbnail(320))
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  expect(info).toMatchObject({ width: 160, height: 320 })
  // Orientation 6 is turned clockwise: what was top left is top right.
  const [red = 0, , blue = 0] = data.subarray((10 * 160 + 150) * 3)
  expect(red).toBeGreaterThan(200)
  expect(blue).toBeLessThan(60)
  await kept(one)
  expect(readdirSync(one.cacheFolder!)).toEqual([`${one.hash}-320.webp`])
  unlinkSync(one.file)
  expect(await renditionBytes(one, thumbnail(320))).toEqual(bytes)
})

it('offers a few sizes only, and enlarges nothing', async () => {
  expect([1, 160, 161, 320, 500, 9999].map((size) => thumbnail(size).side)).toEqual([160, 160, 320, 320, 640, 640])
  const bytes = await renditionBytes(source(await picture(50, 30).png().toBuffer()), DISPLAY)
  expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp', width: 50, height: 30 })
})

it('keeps them in memory where nothing can be written', async () => {
  const readOnly = source(await noisyJpeg(), false)
  const bytes = await renditionBytes(readOnly, thumbnail(160))
  unlinkSync(readOnly.file)
  expect(await renditionBytes(readOnly, thumbnail(160))).toEqual(bytes)
  const blocked = source(await noisyJpeg())
  // A file where the folder should be: as good as a full disk.
  mkdirSync(path.dirname(blocked.cacheFolder!))
  writeFileSync(blocked.cacheFolder!, '')
  expect(await renditionBytes(blocked, thumbnail(160))).toBeInstanceOf(Buffer)
})

it('shows what is left of a damaged picture, and says when nothing is', async () => {
  const whole = await noisyJpeg()
  const half = source(whole.subarray(0, whole.length / 2))
  expect(await sharp(await renditionBytes(half, thumbnail(160))).metadata()).toMatchObject({ width: 160, height: 120 })
  await expect(renditionBytes(source(whole.subarray(0, 50)), thumbnail(160))).rejects.toMatchObject({
    code: 'BROKEN_FILE',
  })
  const gone = source(whole)
  rmSync(gone.file)
  await expect(renditionBytes(gone, thumbnail(160))).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

it('makes each only once, however many ask at the same time', async () => {
  const one = source(await noisyJpeg(900, 700))
  const all = await Promise.all(Array.from({ length: 8 }, () => renditionBytes(one, thumbnail(320))))
  expect(new Set(all).size).toBe(1)
  await kept(one)
})

it('serves a screenful in order, what was scrolled by after it, and drops what nobody waits for', async () => {
  const limiter = new Limiter(1, 2)
  const order: string[] = []
  const task = (name: string) => async () => {
    await sleep(5)
    order.push(name)
  }
  const leave = new AbortController()
  const first = limiter.run(task('first'))
  const dropped = limiter.run(task('dropped'), leave.signal)
  const passed = limiter.run(task('passed'))
  const shown = limiter.run(task('shown'))
  const below = limiter.run(task('below it'))
  leave.abort()
  await expect(dropped).rejects.toMatchObject({ name: 'AbortError' })
  await Promise.all([first, passed, shown, below])
  expect(order).toEqual(['first', 'shown', 'below it', 'passed'])
})

it('forgets what was not used for longest', () => {
  const cache = new MemoryCache(10)
  cache.set('a', Buffer.alloc(4))
  cache.set('b', Buffer.alloc(4))
  cache.get('a')
  cache.set('c', Buffer.alloc(4))
  expect([cache.get('a'), cache.get('b'), cache.get('c')].map((found) => found !== null)).toEqual([true, false, true])
})
