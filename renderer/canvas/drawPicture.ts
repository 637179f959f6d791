/** Draws the picture, smooth when small and as square pixels when magnified. */
import type { PictureScene, PictureTile } from './scene.ts'

/** Above this magnification in device pixels the image's pixels are shown as they are. */
const PIXELATED_FROM = 4

export function drawPicture(scene: PictureScene, context: CanvasRenderingContext2D): void {
  const { transform, pixelRatio, view, image } = scene
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0)
  context.fillStyle = scene.background
  context.fillRect(0, 0, view.width, view.height)
  if (!scene.picture) return
  const magnification = transform.scale * pixelRatio
  context.imageSmoothingEnabled = magnification <= PIXELATED_FROM
  context.imageSmoothingQuality = magnification < 1 && !scene.moving ? 'high' : 'low'
  context.drawImage(
    scene.picture,
    transform.offsetX,
    transform.offsetY,
    image.width * transform.scale,
    image.height * transform.scale,
  )
  for (const tile of scene.tiles) drawTile(tile, scene, context)
}

/** On whole pixels of the screen, so that no seam shows between neighbours. */
function drawTile({ picture, x, y }: PictureTile, scene: PictureScene, context: CanvasRenderingContext2D): void {
  const { transform, pixelRatio } = scene
  const across = (edge: number) => Math.round((edge * transform.scale + transform.offsetX) * pixelRatio) / pixelRatio
  const down = (edge: number) => Math.round((edge * transform.scale + transform.offsetY) * pixelRatio) / pixelRatio
  const [left, top] = [across(x), down(y)]
  context.drawImage(picture, left, top, across(x + picture.width) - left, down(y + picture.height) - top)
}
