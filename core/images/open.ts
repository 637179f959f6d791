/** Opens image files for decoding, with the same limits and words everywhere. */
import sharp, { type Sharp, type SharpOptions } from 'sharp'
import { StudioError } from '../api/errors.ts'
import { asStillAvif, isAvifSequence } from './animation.ts'
import { bmpPixels } from './bmp/pixels.ts'
import { assertDecodable, MAX_PIXELS } from './bombs.ts'
import { assertColours } from './channels.ts'
import { imageKind, type ImageKind } from './fileKind.ts'
import { foreignKind } from './foreignKinds.ts'
import { levelled } from './tiff/levelled.ts'
import { withFloats } from './tiff/sampleForm.ts'

/** What libvips tells of a file is kept by nobody: the same file is seldom opened twice, and files change. */
sharp.cache(false)

/** Seconds of decoding, after which a picture is given up. */
const PATIENCE = 120

/**
 * A decoder for an image in memory. `failOn` 'error' refuses files that end early; 'none' shows what can be shown.
 * Call autoOrient() to see the image upright. TIFFs of floats, wide and signed integers come with levels set, so that
 * black and white are what their values span.
 * @throws UNSUPPORTED for what is no image that the studio knows or takes, BROKEN_FILE for sizes and BMPs that make no sense,
 * and the decoder's own errors, for `decodeError`.
 */
export async function openImage(bytes: Buffer, name: string, failOn: SharpOptions['failOn'] = 'error'): Promise<Sharp> {
  const kind = knownKind(bytes, name)
  const image = openStored(bytes, name, failOn)
  if (kind === 'bmp') return image
  const metadata = await image.metadata()
  assertDecodable(metadata, kind, bytes.length, name)
  assertColours(metadata, kind, bytes, name)
  const options = { failOn, limitInputPixels: MAX_PIXELS }
  return (kind === 'tiff' ? await levelled({ bytes, image, metadata, options }) : null) ?? image
}

/** The same without levels and without a look at the size: for metadata and checks. Throws as `openImage` does. */
export function openStored(bytes: Buffer, name: string, failOn: SharpOptions['failOn'] = 'error'): Sharp {
  const kind = knownKind(bytes, name)
  const options: SharpOptions = { failOn, limitInputPixels: MAX_PIXELS, sequentialRead: true }
  if (kind !== 'bmp') return sharp(decodable(bytes, kind), options).timeout({ seconds: PATIENCE })
  const { pixels, ...raw } = bmpPixels(bytes, name)
  return sharp(pixels, { ...options, raw })
}

/** The same picture in a form that the decoder reads. */
function decodable(bytes: Buffer, kind: ImageKind): Buffer {
  if (kind === 'tiff') return withFloats(bytes) ?? bytes
  return isAvifSequence(bytes) ? asStillAvif(bytes) : bytes
}

function knownKind(bytes: Buffer, name: string): ImageKind {
  const kind = imageKind(bytes)
  if (kind !== null) return kind
  const foreign = foreignKind(bytes)
  if (foreign !== null) {
    const message = `${name} is ${foreign}, which cannot be read here.`
    throw new StudioError('UNSUPPORTED', message, 'Save it as PNG or JPEG.', { name })
  }
  const hint = 'JPEG, PNG, WebP, AVIF, GIF, BMP and TIFF can be used.'
  throw new StudioError('UNSUPPORTED', `${name} is not an image, or of a kind that cannot be used.`, hint, { name })
}
