/**
 * What a training sample is made of: which images, where each of them goes and how its colours change. Planned from
 * random numbers that depend on nothing but seed, image and number of the draw, whatever thread renders it. Pure.
 */
import { SeededRandom } from '../../model/random.ts'
import type { TrainingConfig } from '../config.ts'
import type { Draw } from '../sampler.ts'
import { compose, flipX, flipY, identity, quarterTurn, scaling, shift, type Affine, type Rectangle } from './affine.ts'
import { colourOf, sameColour, type Colour } from './colour.ts'

export interface Size {
  width: number
  height: number
}

/** One training sample (a window on an image) inside what the network sees. */
export interface Part {
  /** Its place among the training samples. */
  sample: number
  /** From pixels of the scaled image to pixels of the network's input. */
  map: Affine
  /** Part of the input that it fills, in whole pixels. */
  clip: Rectangle
  colour: Colour
}

/** Layers are added up by their weights (mixup); parts lie beside each other (mosaic). */
export interface SamplePlan {
  layers: Array<{ weight: number; parts: Part[] }>
}

export interface SampleContext {
  settings: TrainingConfig['augmentation']
  seed: number
  input: Size
  /** Training samples. */
  count: number
  /** Where a sample lies on its scaled image, in pixels of that: its part of the image, without padding. */
  contentOf(sample: number): Content
  /** Pixels of the scaled image per input pixel: 1, or more when samples zoom in. */
  detail: number
}

export interface Content extends Size {
  left: number
  top: number
}

/** Mosaics show their images at this part of the usual size, or more. */
const smallestMosaicScale = 0.4
/** The point where the four images of a mosaic meet lies at least this part of the sides from the edges. */
const mosaicMargin = 0.3
/** Largest departure from equal weights in a mixup. */
const mixupSpread = 0.2

export function planSample(context: SampleContext, draw: Draw): SamplePlan {
  const { settings, input } = context
  const random = randomOf(context, draw)
  const frame = { x1: 0, y1: 0, x2: input.width, y2: input.height }
  if (!draw.fresh) return { layers: [{ weight: 1, parts: [fixedVariant(context, draw, random, frame)] }] }
  const layer = (sample: number): Part[] =>
    random.next() < settings.mosaic
      ? mosaic(context, sample, random)
      : [place(context, sample, random, frame, anyFlip(settings, random))]
  const first = layer(draw.sample)
  if (random.next() >= settings.mixup) return { layers: [{ weight: 1, parts: first }] }
  const weight = 0.5 + random.uniform(-mixupSpread, mixupSpread)
  return {
    layers: [
      { weight, parts: first },
      { weight: 1 - weight, parts: layer(random.index(context.count)) },
    ],
  }
}

/** Samples are numbered in the snapshot's order, so the number stays with the sample when a run goes on. */
function randomOf({ seed }: SampleContext, { sample, variant, fresh }: Draw): SeededRandom {
  const mixed = Math.imul(seed, 0x9e3779b1) ^ Math.imul(sample, 0x85ebca6b) ^ Math.imul(variant, 0xc2b2ae35)
  return new SeededRandom(fresh ? ~mixed : mixed)
}

interface Flip {
  x: boolean
  y: boolean
}

function allowedFlips({ horizontalFlip, verticalFlip }: SampleContext['settings']): Flip[] {
  const across = horizontalFlip ? [false, true] : [false]
  const down = verticalFlip ? [false, true] : [false]
  return down.flatMap((y) => across.map((x) => ({ x, y })))
}

function anyFlip(settings: SampleContext['settings'], random: SeededRandom): Flip {
  const flips = allowedFlips(settings)
  return flips[random.index(flips.length)] ?? { x: false, y: false }
}

/** First every allowed flip as it is, then flips with jitter. */
function fixedVariant(context: SampleContext, { sample, variant }: Draw, random: SeededRandom, frame: Rectangle) {
  const flips = allowedFlips(context.settings)
  const flip = flips[variant % flips.length] ?? { x: false, y: false }
  if (variant >= flips.length) return place(context, sample, random, frame, flip)
  const map = compose(cutAndFlip(context.contentOf(sample), flip), scaling(1 / context.detail))
  return { sample, map, clip: frame, colour: sameColour }
}

/** Four images around a point; the drawn one is the first. */
function mosaic(context: SampleContext, sample: number, random: SeededRandom): Part[] {
  const { width, height } = context.input
  const x = Math.round(width * random.uniform(mosaicMargin, 1 - mosaicMargin))
  const y = Math.round(height * random.uniform(mosaicMargin, 1 - mosaicMargin))
  const frames = [
    { x1: 0, y1: 0, x2: x, y2: y },
    { x1: x, y1: 0, x2: width, y2: y },
    { x1: 0, y1: y, x2: x, y2: height },
    { x1: x, y1: y, x2: width, y2: height },
  ]
  const zoom = Math.exp(random.uniform(Math.log(smallestMosaicScale), 0))
  return frames.map((frame, index) => {
    const own = index === 0 ? sample : random.index(context.count)
    return place(context, own, random, frame, anyFlip(context.settings, random), zoom)
  })
}

function cutAndFlip({ left, top, width, height }: Content, flip: Flip): Affine {
  return compose(shift(-left, -top), flip.x ? flipX(width) : identity, flip.y ? flipY(height) : identity)
}

/** A sample somewhere in a frame: flipped, perhaps turned, scaled, moved where it fills the frame best, recoloured. */
function place(
  context: SampleContext,
  sample: number,
  random: SeededRandom,
  frame: Rectangle,
  flip: Flip,
  zoom = 1,
): Part {
  const { settings, detail } = context
  const jitter = -Math.log(1 - settings.scaleJitter)
  // All numbers are drawn in any case, so that one setting does not change what another one does.
  const [size, across, down] = [random.uniform(-jitter, jitter), random.next(), random.next()]
  const spread = () => random.uniform(-1, 1)
  const colour = colourOf({
    contrast: 1 + settings.colourJitter * spread(),
    brightness: 128 * settings.colourJitter * spread(),
    saturation: 1 + settings.saturationJitter * spread(),
    hue: settings.hueJitter * spread(),
  })
  const turned = random.next() < 0.5 && settings.rotate90
  const cropped = { x: 1 - settings.crop * random.next(), y: 1 - settings.crop * random.next() }
  const content = context.contentOf(sample)
  const extent = turned ? { width: content.height, height: content.width } : content
  const [frameWidth, frameHeight] = [frame.x2 - frame.x1, frame.y2 - frame.y1]
  const crop =
    settings.crop === 0
      ? 1
      : Math.max(
          1,
          Math.min(
            (frameWidth * detail) / (cropped.x * extent.width),
            (frameHeight * detail) / (cropped.y * extent.height),
          ),
        )
  const scale = (Math.exp(size) * crop * zoom) / detail
  const start = (room: number, share: number) => Math.min(0, room) + share * Math.abs(room)
  const map = compose(
    cutAndFlip(content, flip),
    turned ? quarterTurn(content.height) : identity,
    scaling(scale),
    shift(
      frame.x1 + start(frameWidth - extent.width * scale, across),
      frame.y1 + start(frameHeight - extent.height * scale, down),
    ),
  )
  return { sample, map, clip: frame, colour }
}
