/** A TIFF of floats, wide or signed integers as the picture that its values span. */
import sharp, { type Metadata, type Sharp, type SharpOptions } from 'sharp'
import { extremesOf, isMeasured, levelsFor, spread, type Levels } from '../levels.ts'
import { asUnsigned } from './sampleForm.ts'

/** Of larger pictures so many values are measured, spread over all rows and columns. */
const MEASURED_VALUES = 2 ** 26

export interface StoredTiff {
  bytes: Buffer
  /** A decoder for it, pixels as stored. */
  image: Sharp
  metadata: Metadata
  options: SharpOptions
}

/**
 * A decoder with levels set; null where values mean what they say. Pixels come as stored, or upright and without a tag
 * where they had to be taken into memory.
 */
export async function levelled(tiff: StoredTiff): Promise<Sharp | null> {
  const { image, metadata } = tiff
  const { depth, space } = metadata
  if (!isMeasured(depth)) return null
  if (depth === 'ushort' || (depth === 'short' && space === 'grey16')) {
    const { channels } = await image.clone().stats()
    const colours = channels.slice(0, metadata.hasAlpha ? -1 : undefined)
    const extremes = {
      least: Math.min(...colours.map(({ min }) => min)),
      greatest: Math.max(...colours.map(({ max }) => max)),
    }
    const levels = levelsFor(depth, extremes)
    if (levels === null) return null
    return extremes.least < 0 ? signedGrey(tiff, spread(extremes.least, extremes.greatest)) : withLevels(image, levels)
  }
  // The decoder's own extremes are rounded to whole numbers.
  const looked = await valuesOf(tiff, MEASURED_VALUES)
  const { hasGaps, ...extremes } = extremesOf(looked.values)
  const levels = levelsFor(depth === 'short' ? 'int' : depth, extremes)
  // Floats of three channels would be taken for amounts of light, and gaps would spread to what is around them.
  const isPlain = space === 'b-w' && !metadata.hasAlpha && !hasGaps
  if (isPlain) return levels && withLevels(image, levels)
  const whole = looked.isWhole ? looked : await valuesOf(tiff, Infinity)
  return inMemory(whole, levels ?? { gain: 1, offset: 0 }, tiff.options)
}

function withLevels(image: Sharp, { gain, offset }: Levels): Sharp {
  return image.linear(gain, offset)
}

interface Values {
  values: Float32Array | Int16Array
  width: number
  height: number
  channels: 1 | 2 | 3 | 4
  isWhole: boolean
}

/** The values as they are written, upright; of pictures with more than `most` some of them, evenly spread. */
async function valuesOf({ image, metadata }: StoredTiff, most: number): Promise<Values> {
  const { width, height, channels } = metadata
  const scale = Math.sqrt(Math.min(1, most / (width * height * channels)))
  const upright = image.clone().autoOrient()
  const fewer =
    scale === 1
      ? upright
      : upright.resize(Math.ceil(width * scale), Math.ceil(height * scale), { fit: 'fill', kernel: 'nearest' })
  const { data, info } = await asWritten(fewer, metadata).raw({ depth: 'float' }).toBuffer({ resolveWithObject: true })
  return { ...info, values: new Float32Array(bufferOf(data)), isWhole: scale === 1 }
}

/** Without opacity, whose range nobody knows, and without a change of colours. */
function asWritten(image: Sharp, { space }: Metadata): Sharp {
  return image.removeAlpha().toColourspace(space)
}

/** Bytes at a place that any kind of number can start at. */
function bufferOf({ buffer, byteOffset, length }: Buffer): ArrayBuffer {
  return buffer.slice(byteOffset, byteOffset + length) as ArrayBuffer
}

/** What is no number is black. */
function inMemory({ values, width, height, channels }: Values, { gain, offset }: Levels, options: SharpOptions): Sharp {
  const pixels = new Uint8ClampedArray(values.length)
  for (let at = 0; at < values.length; at++) pixels[at] = (values[at] ?? 0) * gain + offset
  return sharp(pixels, { ...options, raw: { width, height, channels } })
}

/** Sixteen bits with a sign, whose lower half the decoder makes black: it is told that there is no sign. */
async function signedGrey({ bytes, metadata, options }: StoredTiff, levels: Levels): Promise<Sharp> {
  const image = sharp(asUnsigned(bytes), options).autoOrient()
  const { data, info } = await asWritten(image, metadata).raw({ depth: 'ushort' }).toBuffer({ resolveWithObject: true })
  return inMemory({ ...info, values: new Int16Array(bufferOf(data)), isWhole: true }, levels, options)
}
