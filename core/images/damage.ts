/** What a decoder's complaint means. */
import type { Sharp } from 'sharp'
import { StudioError } from '../api/errors.ts'
import { heicHint } from './heic.ts'
import { decodeForFields, type Pixels } from './fields.ts'

/** Stray bytes between segments are common in camera files and harm nothing while they are few. */
const FEW_STRAY_BYTES = 64

/** Does a warning of the JPEG decoder mean that part of the picture is not what was taken? */
function isDamage(warning: string): boolean {
  const stray = /(\d+) extraneous bytes before marker/.exec(warning)
  if (stray) return Number(stray[1]) > FEW_STRAY_BYTES
  return /premature end|bad huffman|corrupt|found marker|arithmetic|truncat/i.test(warning)
}

/** What a failed decoding means for people: one sentence, and what to do. */
export function decodeError(error: unknown, name: string): StudioError {
  if (error instanceof StudioError) return error
  const text = error instanceof Error ? error.message : String(error)
  const details = { name, decoder: text.split('\n')[0] }
  if (/HEVC|heif: .*(decoder plugin|not been built in)/i.test(text)) {
    const hint = `${heicHint} Phones can be set to take JPEG pictures.`
    return new StudioError('UNSUPPORTED', `${name} is a HEIC picture, which cannot be read here.`, hint, details, error)
  }
  const packing = /(\w+) compression support is not configured/i.exec(text)?.[1]
  if (packing !== undefined) {
    const message = `${name} is compressed with ${packing.toUpperCase()}, which cannot be read here.`
    return new StudioError('UNSUPPORTED', message, 'Save it with LZW or Deflate compression.', details, error)
  }
  const precision = /JPEG data precision (\d+)/i.exec(text)?.[1]
  if (precision !== undefined) {
    const message = `${name} is a JPEG with ${precision} bits a channel, which cannot be read here.`
    return new StudioError('UNSUPPORTED', message, 'Save it with 8 bits, or as PNG or TIFF with 16.', details, error)
  }
  if (/exceeds channel limit/i.test(text)) {
    const message = `${name} has more channels than colours have, which cannot be read here.`
    return new StudioError(
      'UNSUPPORTED',
      message,
      'Save the one or the three channels that are to be seen.',
      details,
      error,
    )
  }
  if (/samples out of range|bad labq|unsupported tiff/i.test(text)) {
    const message = `${name} holds its colours in a form that cannot be read here.`
    return new StudioError('UNSUPPORTED', message, 'Save it with 8 or 16 bits or floats a channel.', details, error)
  }
  const hint = 'Open it in an image viewer; if it is damaged there too, get it again from where it came.'
  const message = `${name} ${complaint(text)}.`
  return new StudioError('BROKEN_FILE', message, hint, details, error)
}

function complaint(text: string): string {
  if (/premature end of (jpeg|input)|truncat|unexpected end|not enough data/i.test(text)) {
    return 'ends too early: part of the picture is missing'
  }
  if (/pixel limit/i.test(text)) return 'has more pixels than can be used'
  if (/timeout/i.test(text)) return 'takes too long to decode'
  if (/corrupt jpeg data/i.test(text)) return 'is damaged: part of the picture is not what was taken'
  return 'is damaged and cannot be read'
}

export interface CheckedPicture {
  /** The sentence that says what is wrong with it; null when nothing is. */
  problem: string | null
  /** As stored, perhaps at a smaller size and in another shape; null when it is not whole. */
  pixels: Pixels | null
}

/**
 * Decodes a whole picture, of so many pixels in all, to see whether it is whole. `open` gives a decoder that fails on what
 * it is told to.
 */
export async function checkPicture(
  open: (failOn: 'error' | 'warning') => Sharp,
  size: number,
  name: string,
): Promise<CheckedPicture> {
  const look = (image: Sharp) => decode(image, size)
  const first = await look(open('warning'))
  if (first.pixels !== null) return { ...first, problem: null }
  if (first.error instanceof Error && isDamage(first.error.message)) return damaged(first.error, name)
  const second = await look(open('error'))
  return second.pixels === null ? damaged(second.error, name) : { ...second, problem: null }
}

function damaged(error: unknown, name: string): CheckedPicture {
  return { problem: decodeError(error, name).message, pixels: null }
}

async function decode(image: Sharp, size: number): Promise<{ pixels: Pixels } | { pixels: null; error: unknown }> {
  try {
    return { pixels: await decodeForFields(image, size) }
  } catch (error) {
    return { pixels: null, error }
  }
}
