/** Opens image files for decoding, with the same limits and words everywhere. */
import sharp, { type Sharp, type SharpOptions } from 'sharp'
import { StudioError } from '../api/errors.ts'
import { bmpPixels } from './bmp.ts'
import { imageKind } from './fileKind.ts'

/** Two gigapixels: whole-slide scans and maps pass, files that only claim to be vast do not. */
export const MAX_PIXELS = 2 ** 31

/** What libvips tells of a file is kept by nobody: the same file is seldom opened twice, and files change. */
sharp.cache(false)

/**
 * A decoder for an image in memory. `failOn` 'error' refuses files that end early; 'none' shows what can be shown.
 * Pixels come as stored: call autoOrient() to see the image upright.
 * @throws UNSUPPORTED for what is no image that the studio knows, BROKEN_FILE for a BMP that makes no sense.
 */
export function openImage(bytes: Buffer, name: string, failOn: SharpOptions['failOn'] = 'error'): Sharp {
  const kind = imageKind(bytes)
  if (kind === null) {
    const hint = 'JPEG, PNG, WebP, AVIF, GIF, BMP and TIFF can be used.'
    throw new StudioError('UNSUPPORTED', `${name} is not an image, or of a kind that cannot be used.`, hint, { name })
  }
  if (kind === 'heic') {
    const hint = 'Convert it to JPEG; phones can be set to take JPEG pictures.'
    throw new StudioError('UNSUPPORTED', `${name} is a HEIC picture, which cannot be read.`, hint, { name })
  }
  const options: SharpOptions = { failOn, limitInputPixels: MAX_PIXELS, sequentialRead: true }
  if (kind !== 'bmp') return sharp(bytes, options)
  const { pixels, ...raw } = bmpPixels(bytes, name)
  return sharp(pixels, { ...options, raw })
}

/** What a failed decoding means for people: one sentence. */
export function decodeError(error: unknown, name: string): StudioError {
  if (error instanceof StudioError) return error
  const text = error instanceof Error ? error.message : String(error)
  const hint = 'Open it in an image viewer; if it is damaged there too, get it again from where it came.'
  const says = /premature end|truncat|unexpected end|not enough data/i.test(text)
    ? 'ends too early: part of the picture is missing'
    : /pixel limit/i.test(text)
      ? 'has more pixels than can be used'
      : 'is damaged and cannot be read'
  return new StudioError('BROKEN_FILE', `${name} ${says}.`, hint, { name, decoder: text.split('\n')[0] }, error)
}
