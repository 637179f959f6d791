/** Pictures whose channels make no colours that a network or a screen takes. */
import type { Metadata } from 'sharp'
import { StudioError } from '../api/errors.ts'
import { hasShortFloats } from './tiff/sampleForm.ts'
import type { ImageKind } from './fileKind.ts'

/** Red, green, blue and transparency; inks are four and transparency. */
const MOST_CHANNELS = 4

/** @throws UNSUPPORTED for a picture with more channels than colours have, or with floats that are read wrong. */
export function assertColours({ channels, space }: Metadata, kind: ImageKind, bytes: Uint8Array, name: string): void {
  const refused = (what: string, hint: string) =>
    new StudioError('UNSUPPORTED', `${name} ${what}, which cannot be read here.`, hint, { name, channels })
  if (channels > MOST_CHANNELS + (space === 'cmyk' ? 1 : 0)) {
    throw refused(`has ${channels} channels`, 'Save the one or the three channels that are to be seen.')
  }
  if (kind === 'tiff' && hasShortFloats(bytes)) {
    throw refused('holds floats of 16 or 24 bits', 'Save it with floats of 32 bits, or with 8 or 16 bits a channel.')
  }
}
