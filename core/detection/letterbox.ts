/**
 * How an image is brought into the network's input: drawn at a scale, with the input as a window on it. A letterboxed
 * image is the window at its top left, at the scale at which all of it fits; tiles are other windows.
 */
import type { ImageBox, NetBox } from '../geometry/box.ts'

/** Grey around fitted images; also what augmentation shows beyond an image's edge. */
export const paddingGrey = 127

/** Input pixel = image pixel * scale - (left, top). */
export interface InputWindow {
  /** Input pixels per image pixel. */
  scale: number
  /** Where the input's top left corner lies on the scaled image, in whole input pixels. */
  left: number
  top: number
}

export interface ImageSize {
  /** Upright, in pixels. */
  width: number
  height: number
}

/** The window that holds the whole image, at the top left; the rest is padding. */
export function wholeWindow(image: ImageSize, input: ImageSize): InputWindow {
  return { scale: Math.min(input.width / image.width, input.height / image.height), left: 0, top: 0 }
}

/** Size of an image drawn at a scale, in whole pixels. */
export function scaledSize({ width, height }: ImageSize, scale: number): ImageSize {
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

/** A box in input pixels; it may reach beyond the input. */
export function toNetBox(box: ImageBox, { scale, left, top }: InputWindow): NetBox {
  return {
    x1: box.x1 * scale - left,
    y1: box.y1 * scale - top,
    x2: box.x2 * scale - left,
    y2: box.y2 * scale - top,
  } as NetBox
}
