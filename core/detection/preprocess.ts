/** Image files to scaled pixels, and scaled pixels to the network's input. */
import path from 'node:path'
import sharp from 'sharp'
import { toStudioError } from '../api/errors.ts'
import { decodeError } from '../images/damage.ts'
import { openImage, openStored } from '../images/open.ts'
import { nameOfPath } from '../images/pages.ts'
import { readImage } from '../images/read.ts'
import { paddingGrey, scaledSize, type ImageSize, type InputWindow } from './letterbox.ts'

// The network computes on all cores; decoding runs beside it on one.
sharp.concurrency(1)

/** Where an input lies on which size of image. */
export interface InputView {
  window: InputWindow
  /** Size of the upright image at full size. */
  width: number
  height: number
}

export interface InputImage extends InputView {
  /** RGB, row by row: height x width x 3 of the input. */
  pixels: Uint8Array
}

/** A whole image drawn at a scale. */
export interface ScaledImage {
  /** RGB, row by row: scaled.height x scaled.width x 3. */
  pixels: Uint8Array
  scaled: ImageSize
  /** Size of the upright image at full size. */
  full: ImageSize
}

/** Size of the upright image (EXIF applied), from the file's head. Throws as `readScaled` does. */
export async function readSize(file: string): Promise<ImageSize> {
  const bytes = await readBytes(file)
  return upright(bytes, nameOfPath(path.basename(file)))
}

/**
 * Reads an image upright (EXIF applied) and draws it at a scale (output pixels per image pixel).
 * Transparency shows grey; grey and 16-bit images become 8-bit RGB. Throws NOT_FOUND when
 * the file is gone, BROKEN_FILE or UNSUPPORTED when it cannot be decoded.
 */
export async function readScaled(file: string, scale: number): Promise<ScaledImage> {
  const name = nameOfPath(path.basename(file))
  const bytes = await readBytes(file)
  const full = await upright(bytes, name)
  const scaled = scaledSize(full, scale)
  try {
    const image = await openImage(bytes, name)
    const pixels = await image
      .autoOrient()
      .toColourspace('srgb')
      .flatten({ background: { r: paddingGrey, g: paddingGrey, b: paddingGrey } })
      .resize(scaled.width, scaled.height, { fit: 'fill', kernel: 'linear', fastShrinkOnLoad: false })
      .raw({ depth: 'uchar' })
      .toBuffer()
    return { pixels, scaled, full }
  } catch (error) {
    throw decodeError(error, name)
  }
}

/** The part of a scaled image that an input of the given size sees through the window; grey beyond the image. */
export function cutInput({ pixels, scaled, full }: ScaledImage, window: InputWindow, input: ImageSize): InputImage {
  const cut = new Uint8Array(input.width * input.height * 3).fill(paddingGrey)
  const { left, top } = window
  const firstColumn = Math.max(0, -left)
  const lastColumn = Math.min(input.width, scaled.width - left)
  const lastRow = Math.min(input.height, scaled.height - top)
  if (lastColumn > firstColumn) {
    for (let row = Math.max(0, -top); row < lastRow; row++) {
      const from = ((row + top) * scaled.width + left + firstColumn) * 3
      const part = pixels.subarray(from, from + (lastColumn - firstColumn) * 3)
      cut.set(part, (row * input.width + firstColumn) * 3)
    }
  }
  return { pixels: cut, window, width: full.width, height: full.height }
}

async function readBytes(file: string): Promise<Buffer> {
  return readImage(file).catch((error: unknown) => {
    throw toStudioError(error)
  })
}

async function upright(bytes: Buffer, name: string): Promise<ImageSize> {
  try {
    const { width, height } = (await openStored(bytes, name).metadata()).autoOrient
    return { width, height }
  } catch (error) {
    throw decodeError(error, name)
  }
}
