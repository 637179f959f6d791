/** Image files to letterboxed pixels. */
import sharp from 'sharp'
import { StudioError } from '../api/errors.ts'
import { fit, paddingGrey, type Letterbox } from './letterbox.ts'

// The network computes on all cores; decoding runs beside it on one.
sharp.concurrency(1)
sharp.cache(false)

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
 * Transparency shows grey; grey and 16-bit images become 8-bit RGB. Throws BROKEN_FILE when it cannot be decoded.
 */
export async function readInput(file: string, inputWidth: number, inputHeight: number): Promise<InputImage> {
  try {
    const metadata = await sharp(file).metadata()
    const { width, height } = metadata.autoOrient
    const letterbox = fit(width, height, inputWidth, inputHeight)
    const pixels = await sharp(file)
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
    throw new StudioError(
      'BROKEN_FILE',
      `The image ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      'Check that the file still exists and opens in an image viewer.',
      { file },
      error,
    )
  }
}
