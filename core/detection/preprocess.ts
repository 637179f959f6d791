/** Image files to letterboxed pixels. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'
import { toStudioError } from '../api/errors.ts'
import { decodeError, openImage } from '../images/open.ts'
import { fit, paddingGrey, type Letterbox } from './letterbox.ts'

// The network computes on all cores; decoding runs beside it on one.
sharp.concurrency(1)

export interface InputImage {
  /** RGB, row by row: height x width x 3 of the input. */
  pixels: Uint8Array
  letterbox: Letterbox
  /** Size of the upright image at full size. */
  width: number
  height: number
}

/**
 * Reads an image upright (EXIF applied), fits it into an input of the given size and pads it with grey.
 * Transparency shows grey; grey and 16-bit images become 8-bit RGB. Throws NOT_FOUND when
 * the file is gone, BROKEN_FILE or UNSUPPORTED when it cannot be decoded.
 */
export async function readInput(file: string, inputWidth: number, inputHeight: number): Promise<InputImage> {
  const name = path.basename(file)
  const bytes = await readFile(file).catch((error: unknown) => {
    throw toStudioError(error)
  })
  try {
    const metadata = await openImage(bytes, name).metadata()
    const { width, height } = metadata.autoOrient
    const letterbox = fit(width, height, inputWidth, inputHeight)
    const pixels = await openImage(bytes, name)
      .autoOrient()
      .toColourspace('srgb')
      .flatten({ background: { r: paddingGrey, g: paddingGrey, b: paddingGrey } })
      .resize(letterbox.width, letterbox.height, { fit: 'fill', kernel: 'linear', fastShrinkOnLoad: false })
      .extend({
        right: inputWidth - letterbox.width,
        bottom: inputHeight - letterbox.height,
        background: { r: paddingGrey, g: paddingGrey, b: paddingGrey },
      })
      .raw({ depth: 'uchar' })
      .toBuffer()
    return { pixels, letterbox, width, height }
  } catch (error) {
    throw decodeError(error, name)
  }
}
