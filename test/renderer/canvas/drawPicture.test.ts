import { expect, it } from 'vitest'
import { drawPicture } from '../../../renderer/canvas/drawPicture.ts'
import type { PictureScene, PictureTile } from '../../../renderer/canvas/scene.ts'

const tile = (x: number, y: number): PictureTile => ({
  picture: { width: 1024, height: 1024 } as ImageBitmap,
  x,
  y,
})

it('lays tiles on whole pixels of the screen, each where the one before it ends', () => {
  const drawn: number[][] = []
  const context = new Proxy({} as CanvasRenderingContext2D, {
    get: (_, name) =>
      name === 'drawImage' ? (_picture: unknown, ...place: number[]) => void drawn.push(place) : () => undefined,
    set: () => true,
  })
  const pixelRatio = 1.5
  const scene: PictureScene = {
    view: { width: 800, height: 600 },
    pixelRatio,
    transform: { scale: 0.3371, offsetX: 7.77, offsetY: -3.21 },
    picture: { width: 600, height: 400 } as ImageBitmap,
    image: { width: 3000, height: 2000 },
    tiles: [tile(0, 0), tile(1024, 0), tile(0, 1024)],
    background: '#000000',
    moving: false,
  }
  drawPicture(scene, context)
  const [whole, ...tiles] = drawn
  expect(whole).toBeDefined()
  expect(tiles).toHaveLength(3)
  for (const edge of tiles.flat()) expect(edge * pixelRatio).toBeCloseTo(Math.round(edge * pixelRatio), 6)
  const [first = [], right = [], below = []] = tiles
  expect(first[0]! + first[2]!).toBeCloseTo(right[0]!, 6)
  expect(first[1]! + first[3]!).toBeCloseTo(below[1]!, 6)
})
