/** Adds the frames of a video to a project: pictures in its folder that know their video and time. */
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { StudioError, toStudioError } from '../../api/errors.ts'
import type { VideoRequest } from '../../api/services.ts'
import type { VideoInspection } from '../../api/types.ts'
import type { ImportReport } from '../../dataset/report.ts'
import { probeImage } from '../../images/probe.ts'
import { extractFrames, type ExtractedFrame } from '../../images/video/extract.ts'
import { requireFfmpeg } from '../../images/video/ffmpeg.ts'
import { expectedFrames } from '../../images/video/interval.ts'
import { probeVideo } from '../../images/video/probe.ts'
import type { JobHandle } from '../../jobs/jobBoard.ts'
import { bulkInsert } from '../../project/bulkInsert.ts'
import { assertWritable } from '../../project/history.ts'
import { listImages, type NewImage } from '../../project/images.ts'
import { storedImagePath } from '../../project/paths.ts'
import type { Project } from '../../project/project.ts'
import type { ImageRecord } from '../../project/types.ts'
import { Staging } from '../staging/staging.ts'
import { possibleName } from './fileNames.ts'

/** Names hold the time in milliseconds, with digits for eleven days. */
const TIME_DIGITS = 9

/** @throws UNSUPPORTED where ffmpeg is missing, NOT_FOUND, BROKEN_FILE for what is no video. */
export async function inspectVideo(file: string): Promise<VideoInspection> {
  const tool = await requireFfmpeg()
  const absolute = path.resolve(file)
  return { ...(await probeVideo(tool, absolute)), name: path.basename(absolute), ffmpeg: tool.version }
}

/**
 * Takes the frames and adds those that the project does not have from this video at that time, as one undo step.
 * Nothing stays behind when it fails or is cancelled.
 */
export async function addVideo(
  project: Project,
  { file, interval }: VideoRequest,
  job: JobHandle,
  mayWrite: () => Promise<void> = async () => {},
): Promise<ImportReport> {
  assertWritable(project)
  const started = performance.now()
  const video = path.resolve(file)
  const name = path.basename(video)
  job.progress(0, null, `Looking at ${name}`)
  const tool = await requireFfmpeg()
  const facts = await probeVideo(tool, video)
  const total = expectedFrames(facts, interval)
  const pictures = path.join(project.path, 'images')
  const staging = await makeStaging(pictures)
  try {
    let taken = 0
    const { frames, problem } = await extractFrames(tool, {
      video,
      folder: staging.folder,
      interval,
      signal: job.signal,
      taken: (seconds) => job.progress(++taken, total, `Taking the frame at ${clock(seconds)}`),
    })
    await mayWrite()
    const stored = storedImagePath(project, video)
    const known = listImages(project)
    const folder = path.join(pictures, folderName(project, pictures, stored, known))
    const fresh = newFrames(frames, stored, known)
    const images = await keepFrames(project, { fresh, folder, stored, job })
    return {
      format: 'video',
      images,
      boxes: 0,
      classes: 0,
      duplicates: frames.length - fresh.length,
      skipped: [],
      warnings: problem === null ? [] : [{ file: name, field: null, reason: problem }],
      seconds: (performance.now() - started) / 1000,
    }
  } catch (error) {
    if (job.signal.aborted) throw new StudioError('CANCELLED', `Taking frames of ${name} was stopped.`)
    throw error
  } finally {
    await staging.discard()
  }
}

async function makeStaging(pictures: string): Promise<Staging> {
  try {
    return await Staging.begin(path.join(pictures, 'video'))
  } catch (error) {
    throw toStudioError(error)
  }
}

/** The folder that this video's frames are in already, else a free one named after it. */
function folderName(project: Project, pictures: string, video: string, known: readonly ImageRecord[]): string {
  const stem = stemFor(video)
  const taken = new Map<string, string | null>()
  const prefix = `${storedImagePath(project, pictures)}/`
  for (const image of known) {
    if (!image.path.startsWith(prefix)) continue
    const folder = image.path.slice(prefix.length).split('/')[0] ?? ''
    taken.set(folder.toLowerCase(), image.video?.path ?? null)
  }
  for (let number = 1; ; number++) {
    const folder = number === 1 ? stem : `${stem}-${number}`
    if (taken.get(folder.toLowerCase()) === video) return folder
    // One that is there without images holds frames whose adding was undone: redo brings them back.
    if (!taken.has(folder.toLowerCase()) && !existsSync(path.join(pictures, folder))) return folder
  }
}

/** What frames are named after: the video, as every system can write it, so that the project can be carried to another. */
function stemFor(video: string): string {
  return possibleName(path.parse(video).name, 'win32')
}

function newFrames(frames: readonly ExtractedFrame[], video: string, known: readonly ImageRecord[]): ExtractedFrame[] {
  const times = new Set(known.flatMap((image) => (image.video?.path === video ? [milliseconds(image.video)] : [])))
  return frames.filter((frame) => !times.has(milliseconds(frame)))
}

interface Keeping {
  fresh: readonly ExtractedFrame[]
  folder: string
  stored: string
  job: JobHandle
}

/** Moves the frames to their place and adds them; how many there are. */
async function keepFrames(project: Project, { fresh, folder, stored, job }: Keeping): Promise<number> {
  if (fresh.length === 0) return 0
  const stem = stemFor(stored)
  await mkdir(folder, { recursive: true })
  const moved: string[] = []
  try {
    const images: Array<NewImage & { boxes: [] }> = []
    for (const frame of fresh) {
      job.signal.throwIfAborted()
      const { kind: _kind, pages: _pages, ...facts } = await probeImage(frame.file)
      const target = path.join(folder, `${stem}_${String(milliseconds(frame)).padStart(TIME_DIGITS, '0')}.jpg`)
      await rename(frame.file, target)
      moved.push(target)
      const video = { path: stored, seconds: frame.seconds }
      images.push({ ...facts, path: storedImagePath(project, target), video, boxes: [] })
      job.progress(images.length, fresh.length, `Adding ${path.basename(target)}`)
    }
    const what = images.length === 1 ? '1 frame' : `${images.length} frames`
    bulkInsert(project, `Add ${what} of ${path.posix.basename(stored)}`, { classes: [], images })
    return images.length
  } catch (error) {
    for (const file of moved) await rm(file, { force: true })
    throw error
  }
}

function milliseconds({ seconds }: { seconds: number }): number {
  return Math.round(seconds * 1000)
}

/** 75.25 as "1:15". */
function clock(seconds: number): string {
  const whole = Math.floor(seconds)
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}
