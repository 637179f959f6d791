/** The fingerprint of an image's file, by which near-duplicates are found. */
import { fingerprint, GRID } from '../dataset/nearDuplicates/fingerprint.ts'
import { decodeForFields, uprightFields, type Pixels } from './fields.ts'
import { openImage } from './open.ts'
import { readImage } from './read.ts'

/** Share of each colour in how bright it is seen (ITU-R BT.601). */
const BRIGHTNESS = [0.299, 0.587, 0.114] as const

/** 32 hex digits of the upright picture, as an import takes them. @throws what reading and decoding throw. */
export async function fileFingerprint(file: string, name: string): Promise<string> {
  const image = await openImage(await readImage(file), name, 'none')
  const { width, height } = await image.metadata()
  return fingerprintOf(await decodeForFields(image.autoOrient(), width * height), 1)
}

/** 32 hex digits of a picture whose pixels are as stored, upright by its EXIF `orientation`. */
export function fingerprintOf(pixels: Pixels, orientation: number): string {
  const fields = uprightFields(pixels, orientation, GRID)
  const [red, green, blue] = BRIGHTNESS
  const grey = Float64Array.from(
    { length: GRID ** 2 },
    (_, field) => red * fields[3 * field]! + green * fields[3 * field + 1]! + blue * fields[3 * field + 2]!,
  )
  return fingerprint(grey)
}
