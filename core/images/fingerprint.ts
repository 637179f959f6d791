/** The fingerprint of an image's file, by which near-duplicates are found. */
import { fingerprint, GRID } from '../dataset/nearDuplicates/fingerprint.ts'
import { openImage } from './open.ts'
import { readImage } from './read.ts'

/** 32 hex digits of the upright picture. @throws what reading and decoding throw. */
export async function fileFingerprint(file: string, name: string): Promise<string> {
  const picture = await openImage(await readImage(file), name, 'none')
  const grey = await picture
    .autoOrient()
    .flatten({ background: '#808080' })
    .greyscale()
    .resize(GRID, GRID, { fit: 'fill', kernel: 'cubic' })
    .raw()
    .toBuffer()
  return fingerprint(grey)
}
