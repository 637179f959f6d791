/** Detection on command: a run's kept model on any images. */
import { toStudioError } from '../api/errors.ts'
import { detectPadded } from '../detection/detectPadded.ts'
import { detectBatch, imagesAtOnce, type DetectorPlan } from '../detection/detector.ts'
import { LookCollector, looksAt, type Look } from '../detection/imageLooks.ts'
import { scaledSize } from '../detection/letterbox.ts'
import { ImageReader, type InputPlace } from '../detection/imageReader.ts'
import type { ImageSize } from '../detection/letterbox.ts'
import { readScaled, type InputImage } from '../detection/preprocess.ts'
import { padToShortestSide, type PaddedImage, type ShortestSide } from '../detection/shortestSide.ts'
import { startBackend } from './backends.ts'
import type { DetectorKeeper } from './loadedDetector.ts'
import type { DetectImage, TrainerCommand, TrainerMessage } from './messages.ts'

type DetectCommand = Extract<TrainerCommand, { kind: 'detect' }>
type Report = (image: DetectImage, problem: string) => void

/** Images that are decoded ahead, at most, and bytes of them: vast ones one by one. */
const mostAhead = 8
const mostBytesAhead = 256 * 1024 * 1024

/** Detects on each image and sends its detections, or what is wrong with it, until done or cancelled. */
export async function detectCommand(
  command: DetectCommand,
  detectors: DetectorKeeper,
  isCancelled: () => boolean,
  send: (message: TrainerMessage) => void,
): Promise<void> {
  await startBackend(command.backend as Parameters<typeof startBackend>[0])
  const { plan: usual, weights, anchors, resize } = await detectors.get(command.runFolder)
  const settings = { ...usual.settings, minimumScore: Math.max(command.minimumScore, 1e-4) }
  const plan: DetectorPlan = { ...usual, settings }
  const collector = new LookCollector(plan)
  const tell = (imageId: number, detections: ReturnType<LookCollector['add']>, problem: string | null) =>
    send({ kind: 'detected', request: command.request, imageId, detections: detections ?? [], problem })

  async function detectEach(limits: ShortestSide): Promise<void> {
    for await (const { image, padded, full } of openPadded(command.images, limits, ({ id }, problem) =>
      tell(id, null, problem),
    )) {
      if (isCancelled()) return
      tell(image.id, await detectPadded(plan, weights, padded, full), null)
      await new Promise(setImmediate)
    }
  }

  async function detect(group: readonly Opened[]): Promise<void> {
    const inputs = group.map(({ input }) => input)
    const found = await detectBatch(plan, weights, inputs, anchors)
    for (const [index, { look }] of group.entries()) {
      const detections = collector.add(look, found[index] ?? [])
      if (detections) tell(look.image.id, detections, null)
    }
    // A cancellation is heard between batches.
    await new Promise(setImmediate)
  }

  if (resize) return detectEach(resize)
  let group: Opened[] = []
  for await (const opened of openAll(plan, command.images, ({ id }, problem) => tell(id, null, problem))) {
    if (isCancelled()) return
    group.push(opened)
    if (group.length < imagesAtOnce) continue
    await detect(group)
    group = []
  }
  if (group.length > 0) await detect(group)
}

interface Opened {
  look: Look
  input: InputImage
}

interface PaddedOpened {
  image: DetectImage
  padded: PaddedImage
  full: ImageSize
}

/** Images as models with an input of each image's own size take them, one decoded ahead. */
async function* openPadded(
  images: readonly DetectImage[],
  limits: ShortestSide,
  report: Report,
): AsyncGenerator<PaddedOpened, void, undefined> {
  const open = async (image: DetectImage | undefined): Promise<PaddedOpened | null> => {
    if (!image) return null
    try {
      const { pixels, full } = await readScaled(image.file, 1)
      return { image, padded: padToShortestSide(pixels, full, limits), full }
    } catch (error) {
      report(image, toStudioError(error).message)
      return null
    }
  }
  let ahead = open(images[0])
  for (let next = 1; next <= images.length; next++) {
    const opened = await ahead
    ahead = open(images[next])
    if (opened) yield opened
  }
}

/** The looks at all images with their pixels; some images are decoded ahead, those that cannot be are reported. */
async function* openAll(
  plan: DetectorPlan,
  images: readonly DetectImage[],
  report: Report,
): AsyncGenerator<Opened, void, undefined> {
  const reader = new ImageReader(plan.input)
  const ahead: Array<Promise<Look[]>> = []
  let next = 0
  // How many are opened ahead follows the size of the newest one; the first tells it.
  let lookahead = 1
  const open = async (image: DetectImage): Promise<Look[]> => {
    try {
      const looks = looksAt({ ...image, ...(await reader.size(image.file)) }, plan)
      // The first of an image's inputs decodes it for all.
      if (looks[0]) await reader.read(placeOf(looks[0]))
      lookahead = Math.min(mostAhead, Math.max(1, Math.floor(mostBytesAhead / bytesOf(looks))))
      return looks
    } catch (error) {
      report(image, toStudioError(error).message)
      return []
    }
  }
  for (;;) {
    while (ahead.length < lookahead) {
      const image = images[next++]
      if (!image) break
      ahead.push(open(image))
    }
    const first = ahead.shift()
    if (!first) return
    for (const look of await first) yield { look, input: await reader.read(placeOf(look)) }
  }
}

/** Of the image drawn at the scale of its tiles. */
function bytesOf(looks: readonly Look[]): number {
  const [first] = looks
  if (!first) return 1
  const { width, height } = scaledSize(first.image, first.window.scale)
  return width * height * 3
}

function placeOf({ image, window }: Look): InputPlace {
  return { file: image.file, window }
}
