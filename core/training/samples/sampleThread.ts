/**
 * A sample thread: decodes, draws and matches one sample at a time. It keeps nothing: what it decodes goes back to the
 * trainer, whose cache serves all threads.
 */
import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import { errorBody } from '../../api/errors.ts'
import { readScaled } from '../../detection/preprocess.ts'
import { matchAnchors } from '../targets.ts'
import type {
  JobPart,
  PictureRequest,
  SampleAnswer,
  SampleJob,
  SampleThreadSettings,
  SharedPicture,
} from './messages.ts'
import { pictureKey } from './pictureCache.ts'
import { renderSample, type PicturePart } from './render.ts'

const { input, anchors, matching } = workerData as SampleThreadSettings

async function answerTo(job: SampleJob): Promise<SampleAnswer> {
  try {
    const decoded = new Map<string, { request: PictureRequest; picture: SharedPicture }>()
    const pictureOf = async ({ request, picture }: JobPart): Promise<SharedPicture> => {
      const key = pictureKey(request)
      const known = picture ?? decoded.get(key)?.picture
      if (known) return known
      const own = await decode(request)
      decoded.set(key, { request, picture: own })
      return own
    }
    const layers: Array<{ weight: number; parts: PicturePart[] }> = []
    for (const { weight, parts } of job.layers) {
      const drawn: PicturePart[] = []
      for (const part of parts) {
        const { buffer, width, height } = await pictureOf(part)
        const { map, clip, colour } = part
        drawn.push({ map, clip, colour, picture: { width, height, pixels: new Uint8Array(buffer) } })
      }
      layers.push({ weight, parts: drawn })
    }
    return {
      id: job.id,
      kind: 'sample',
      pixels: renderSample(layers, input),
      targets: matchAnchors(anchors, job.truths, matching),
      decoded: [...decoded.values()],
    }
  } catch (error) {
    return { id: job.id, kind: 'failed', error: errorBody(error) }
  }
}

async function decode({ file, scale }: PictureRequest): Promise<SharedPicture> {
  const { pixels, scaled } = await readScaled(file, scale)
  const buffer = new SharedArrayBuffer(pixels.length)
  new Uint8Array(buffer).set(pixels)
  return { buffer, width: scaled.width, height: scaled.height }
}

let last: Promise<void> = Promise.resolve()
const port = parentPort as MessagePort

/** Answers after what came before: one sample at a time keeps the memory of a thread small. */
async function answerAfter(before: Promise<void>, job: SampleJob): Promise<void> {
  await before
  const answer = await answerTo(job)
  port.postMessage(answer, answer.kind === 'sample' ? [answer.pixels.buffer as ArrayBuffer] : [])
}

port.on('message', (job: SampleJob) => {
  last = answerAfter(last, job)
})
