/** Batches: features (or pixels, when nothing is frozen) and targets of the images that the sampler draws. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor4D } from '@tensorflow/tfjs'
import type { ImageReader, InputPlace } from '../detection/imageReader.ts'
import { toNetBox } from '../detection/letterbox.ts'
import { height, width, type ImageBox } from '../geometry/box.ts'
import type { Anchors } from '../model/anchors.ts'
import type { MapShape } from '../model/retinanet.ts'
import { makeVariant, varyBoxes, varyPixels } from './augment.ts'
import type { TrainingConfig } from './config.ts'
import type { FeatureCache } from './featureCache.ts'
import { joinMaps, splitMaps } from './featureMaps.ts'
import type { Draw, Sampler } from './sampler.ts'
import { matchAnchors, type Targets, type TruthBox } from './targets.ts'
import type { TrainingData } from './trainingData.ts'
import type { Sample } from './trainingSamples.ts'

export interface Batch {
  /** The frozen part's maps, each [N, H, W, C]; only pixels [N, H, W, 3] when nothing is frozen. To be disposed of. */
  x: Tensor4D[]
  targets: Targets[]
}

export interface BatchSource {
  data: TrainingData
  config: TrainingConfig
  anchors: Anchors
  reader: ImageReader
  sampler: Sampler
  /** The frozen part, and the shapes of its maps; null when nothing is frozen. */
  frozen: { maps(pixels: Tensor4D): Tensor4D[]; shapes: MapShape[] } | null
  features: FeatureCache
  targets: Map<string, Targets>
}

/** Batches that are decoded ahead. */
const lookahead = 4

/** The next batch; starts to decode what later ones need. */
export async function nextBatch(source: BatchSource): Promise<Batch> {
  const { sampler, config, data, reader, frozen } = source
  const draws = sampler.take(config.batch)
  const ahead = sampler.peek(config.batch * lookahead).filter((draw) => !source.features.get(keyOf(draw)))
  reader.prefetch(ahead.map((draw) => placeOf(source, draw)))
  const missing = draws.filter((draw) => !frozen || !source.features.get(keyOf(draw)))
  const pixels = await Promise.all(missing.map((draw) => pixelsOf(source, draw)))
  const { width, height } = data.input
  const targets = draws.map((draw) => targetsOf(source, draw))
  const stacked = () => tf.tensor4d(concatenate(pixels), [pixels.length, height, width, 3])
  if (!frozen) return { x: [stacked()], targets }
  const computed = new Map<string, Float16Array[]>()
  if (missing.length > 0) {
    const maps = tf.tidy(() => frozen.maps(stacked()))
    const values = await splitMaps(maps)
    tf.dispose(maps)
    for (const [index, draw] of missing.entries()) {
      computed.set(keyOf(draw), source.features.add(keyOf(draw), values[index] ?? []))
    }
  }
  const features = draws.map((draw) => computed.get(keyOf(draw)) ?? source.features.get(keyOf(draw)) ?? [])
  return { x: joinMaps(features, frozen.shapes), targets }
}

function keyOf({ sample, variant }: Draw): string {
  return `${sample}/${variant}`
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

function variantOf(source: BatchSource, draw: Draw) {
  const { data, config } = source
  // Samples are numbered in the snapshot's order, so the number stays with the sample when a run goes on.
  return makeVariant(config.augmentation, data.input, config.seed, draw.sample, draw.variant)
}

async function pixelsOf(source: BatchSource, draw: Draw): Promise<Float32Array> {
  const { pixels } = await source.reader.read(placeOf(source, draw))
  return varyPixels(pixels, source.data.input, variantOf(source, draw))
}

function targetsOf(source: BatchSource, draw: Draw): Targets {
  const key = keyOf(draw)
  const known = source.targets.get(key)
  if (known) return known
  const { data, config, anchors } = source
  const truths = varyBoxes(truthsOf(sampleOf(source, draw), data.classes), data.input, variantOf(source, draw))
  const targets = matchAnchors(anchors, truths, config.matching)
  source.targets.set(key, targets)
  return targets
}

function sampleOf({ data }: BatchSource, draw: Draw): Sample {
  return data.train[draw.sample] as Sample
}

function placeOf(source: BatchSource, draw: Draw): InputPlace {
  const { image, window } = sampleOf(source, draw)
  return { file: image.file, window }
}

/** A sample's boxes in input pixels, for the classes that the network knows; some reach beyond the input. */
function truthsOf({ image, window, ignoredUpTo }: Sample, classes: TrainingData['classes']): TruthBox[] {
  const isSmall = (box: ImageBox) => Math.max(width(box), height(box)) <= ignoredUpTo
  return image.boxes.flatMap((box) => {
    const classIndex = classes.findIndex(({ id }) => id === box.classId)
    return classIndex < 0
      ? []
      : [{ box: toNetBox(box, window), classIndex, ignored: box.crowd || box.difficult || isSmall(box) }]
  })
}
