/** How an image is fitted into the network's input: scaled, at the top left, grey at the right and bottom. */
import type { ImageBox, NetBox } from '../geometry/box.ts'

/** Grey around fitted images; also what augmentation shows beyond an image's edge. */
export const paddingGrey = 127

export interface Letterbox {
  /** Input pixels per image pixel. */
  scale: number
  /** Size of the scaled image inside the input, in whole pixels. */
  width: number
  height: number
}

/** Fits an image of a size into an input of a size. */
export function fit(imageWidth: number, imageHeight: number, inputWidth: number, inputHeight: number): Letterbox {
  const scale = Math.min(inputWidth / imageWidth, inputHeight / imageHeight)
  return {
    scale,
    width: Math.max(1, Math.min(inputWidth, Math.round(imageWidth * scale))),
    height: Math.max(1, Math.min(inputHeight, Math.round(imageHeight * scale))),
  }
}

export function toNetBox(box: ImageBox, scale: number): NetBox {
  return { x1: box.x1 * scale, y1: box.y1 * scale, x2: box.x2 * scale, y2: box.y2 * scale } as NetBox
}
