/** Samples for the training loop, made ahead of need by threads: pixels or kept features, with their targets. */
import os from 'node:os'
import * as tf from '@tensorflow/tfjs'
import type { Tensor4D } from '@tensorflow/tfjs'
import { scaledSize, toNetBox } from '../../detection/letterbox.ts'
import { height, width, type ImageBox } from '../../geometry/box.ts'
import type { Anchors } from '../../model/anchors.ts'
import type { MapShape } from '../../model/retinanet.ts'
import type { TrainingConfig } from '../config.ts'
import { FeatureCache } from '../featureCache.ts'
import { joinMaps, splitMaps } from '../featureMaps.ts'
import type { Draw, Sampler } from '../sampler.ts'
import type { Targets, TruthBox } from '../targets.ts'
import type { TrainingData } from '../trainingData.ts'
import type { Sample } from '../trainingSamples.ts'
import type { JobPart, SampleJob } from './messages.ts'
import { PictureCache } from './pictureCache.ts'
import { SamplePool, type RenderedSample } from './samplePool.ts'
import { planSample, type Content, type Part, type SampleContext, type Size } from './samplePlan.ts'
import { sampleTruths } from './truths.ts'

/** One training sample: the frozen part's maps (or, when nothing is frozen, its pixels) as numbers, and its targets. */
export interface PreparedSample {
  maps: ReadonlyArray<Float32Array | Float16Array>
  targets: Targets
}

/** The part of the network that does not train at present. */
export interface FrozenPart {
  /** Pixels [N, H, W, 3] -> maps; null when nothing is frozen. */
  maps: ((pixels: Tensor4D) => Tensor4D[]) | null
  /** Shapes of the maps, or of the pixels. */
  shapes: MapShape[]
  /** Whether maps are kept. */
  cached: boolean
}

export interface SampleSourceSettings {
  data: TrainingData
  config: TrainingConfig
  anchors: Anchors
  sampler: Sampler
  frozen: FrozenPart
  /** Threads that decode, draw and match; half the processors when it is not given. */
  threads?: number | undefined
}

/** Samples that are made ahead: this many times those that are asked for, within a bound of memory. */
const lookahead = 4
const lookaheadBytes = 256 * 1024 * 1024
const mostThreads = 8
/** From this zoom on, images are decoded at twice the input's size. */
const zoomOfDetail = 1.4

export class SampleSource {
  readonly sampler: Sampler
  readonly #settings: SampleSourceSettings
  readonly #context: SampleContext
  readonly #pool: SamplePool
  readonly #pictures = new PictureCache()
  readonly #started = new Map<string, Promise<RenderedSample>>()
  #frozen: FrozenPart
  #waited = 0
  #features = new FeatureCache()
  #targets = new Map<string, Targets>()

  constructor(settings: SampleSourceSettings) {
    const { data, config, anchors, sampler, frozen } = settings
    const { scaleJitter, crop } = config.augmentation
    const detail = 1 / ((1 - scaleJitter) * (1 - crop)) > zoomOfDetail ? 2 : 1
    this.sampler = sampler
    this.#settings = settings
    this.#frozen = frozen
    this.#context = {
      settings: config.augmentation,
      seed: config.seed,
      input: data.input,
      count: data.train.length,
      detail,
      contentOf: (sample) => contentOf(data, sample, detail),
    }
    const threads = settings.threads ?? Math.min(mostThreads, Math.max(1, Math.floor(os.availableParallelism() / 2)))
    const thread = { input: data.input, anchors, matching: config.matching }
    this.#pool = new SamplePool(threads, thread, (request, picture) => this.#pictures.add(request, picture))
  }

  /** The next samples; starts to make those after them. Rejects with BROKEN_FILE and the like. */
  async next(count: number): Promise<PreparedSample[]> {
    const draws = this.sampler.take(count)
    const { width, height } = this.#context.input
    const room = Math.floor(lookaheadBytes / (width * height * 12))
    const ahead = this.sampler.peek(Math.max(count, Math.min(room, count * lookahead)))
    for (const draw of [...draws, ...ahead]) if (!this.#isKept(draw)) this.#start(draw)
    const samples: PreparedSample[] = []
    for (const draw of draws) samples.push(await this.#sample(draw))
    return samples
  }

  get input(): Size {
    return this.#context.input
  }

  /** Tensors of some samples, one per map, each [N, H, W, C]; to be disposed of. */
  tensors(samples: readonly PreparedSample[]): Tensor4D[] {
    return joinMaps(
      samples.map(({ maps }) => maps),
      this.#frozen.shapes,
    )
  }

  /** Seconds that were spent waiting for the threads since the last call of this. */
  takeWaited(): number {
    const waited = this.#waited
    this.#waited = 0
    return waited
  }

  /** From here on another part of the network is frozen. */
  changeFrozen(frozen: FrozenPart): void {
    this.#frozen = frozen
    this.#features = new FeatureCache()
    this.#targets = new Map()
  }

  async close(): Promise<void> {
    for (const sample of this.#started.values()) sample.catch(() => undefined)
    this.#started.clear()
    await this.#pool.close()
  }

  #isKept(draw: Draw): boolean {
    return this.#frozen.cached && this.#features.get(keyOf(draw)) !== undefined
  }

  #start(draw: Draw): Promise<RenderedSample> {
    const key = keyOf(draw)
    const known = this.#started.get(key)
    if (known) return known
    const sample = this.#pool.prepare(this.#job(draw))
    // A failure is told when the sample is taken.
    sample.catch(() => undefined)
    this.#started.set(key, sample)
    return sample
  }

  async #sample(draw: Draw): Promise<PreparedSample> {
    const key = keyOf(draw)
    const features = this.#frozen.cached ? this.#features.get(key) : undefined
    const targets = this.#targets.get(key)
    if (features && targets) return { maps: features, targets }
    const since = performance.now()
    const prepared = await this.#start(draw)
    this.#waited += (performance.now() - since) / 1000
    this.#started.delete(key)
    if (!this.#frozen.maps) return { maps: [prepared.pixels], targets: prepared.targets }
    const maps = await this.#mapsOf(prepared.pixels, this.#frozen.maps)
    if (!this.#frozen.cached) return { maps: maps.map((map) => new Float16Array(map)), targets: prepared.targets }
    const kept = this.#features.add(key, maps)
    this.#targets.set(key, prepared.targets)
    return { maps: kept, targets: prepared.targets }
  }

  /**
   * The frozen part, one sample at a time: what it gives must not depend on which other samples were missing from the
   * cache, or a resumed run (whose cache is empty) would differ in the last bits.
   */
  async #mapsOf(pixels: Float32Array, frozen: NonNullable<FrozenPart['maps']>): Promise<Float32Array[]> {
    const { width, height } = this.#context.input
    const maps = tf.tidy(() => frozen(tf.tensor4d(pixels, [1, height, width, 3])))
    const [values] = await splitMaps(maps)
    tf.dispose(maps)
    return values ?? []
  }

  #job(draw: Draw): Omit<SampleJob, 'id'> {
    const { data } = this.#settings
    const { detail } = this.#context
    const plan = planSample(this.#context, draw)
    const toJobPart = (part: Part): JobPart => {
      const { image, window } = data.train[part.sample] as Sample
      const request = { file: image.file, scale: window.scale * detail }
      return { ...part, request, picture: this.#pictures.get(request) }
    }
    return {
      truths: sampleTruths(plan, (index) => truthsOf(data, index, detail)),
      layers: plan.layers.map(({ weight, parts }) => ({ weight, parts: parts.map(toJobPart) })),
    }
  }
}

function keyOf({ sample, variant, fresh }: Draw): string {
  return `${sample}/${variant}${fresh ? '/new' : ''}`
}

/** What of the scaled image a sample's window sees, in pixels of the scaled image. */
function contentOf({ train, input }: TrainingData, index: number, detail: number): Content {
  const { image, window } = train[index] as Sample
  const whole = scaledSize(image, window.scale * detail)
  const [left, top] = [window.left * detail, window.top * detail]
  return {
    left,
    top,
    width: Math.min(input.width * detail, whole.width - left),
    height: Math.min(input.height * detail, whole.height - top),
  }
}

/** A sample's boxes in pixels of its scaled image, for the classes that the network knows. */
function truthsOf({ train, classes }: TrainingData, index: number, detail: number): TruthBox[] {
  const { image, window, ignoredUpTo } = train[index] as Sample
  const onImage = { scale: window.scale * detail, left: 0, top: 0 }
  const isSmall = (box: ImageBox) => Math.max(width(box), height(box)) <= ignoredUpTo
  return image.boxes.flatMap((box) => {
    const classIndex = classes.findIndex(({ id }) => id === box.classId)
    if (classIndex < 0) return []
    return [{ box: toNetBox(box, onImage), classIndex, ignored: box.crowd || box.difficult || isSmall(box) }]
  })
}
