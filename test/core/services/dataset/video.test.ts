/** Frames of videos through a real ffmpeg: which ones, when, where, and what is left after a failure. */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { toStudioError } from '../../../../core/api/errors.ts'
import { groupImages } from '../../../../core/dataset/nearDuplicates/groups.ts'
import { ffmpegError, findFfmpeg } from '../../../../core/images/video/ffmpeg.ts'
import { expectedFrames, type FrameInterval } from '../../../../core/images/video/interval.ts'
import { imageFile, listImages } from '../../../../core/project/images.ts'
import { undo } from '../../../../core/project/history.ts'
import { addVideo, inspectVideo } from '../../../../core/services/dataset/video.ts'
import { newProject, quietJob, temporaryFolder } from './helpers.ts'

const tool = await findFfmpeg()

/** A test picture that moves; `filter` may change its times. */
function makeVideo(folder: string, name: string, options: { seconds?: number; rate?: number; filter?: string } = {}) {
  const { seconds = 4, rate = 25, filter = 'null' } = options
  const file = path.join(folder, name)
  const source = `testsrc=size=64x48:rate=${rate}:duration=${seconds},${filter}`
  const quiet = ['-hide_banner', '-loglevel', 'error', '-nostdin', '-y']
  execFileSync(tool?.ffmpeg ?? '', [
    ...quiet,
    '-f',
    'lavfi',
    '-i',
    source,
    '-fps_mode',
    'passthrough',
    '-threads',
    '1',
    file,
  ])
  return file
}

async function timesOf(file: string, interval: FrameInterval): Promise<number[]> {
  const project = newProject()
  await addVideo(project, { file, interval }, quietJob)
  return listImages(project).map(({ video }) => Math.round((video?.seconds ?? -1) * 1000) / 1000)
}

describe.skipIf(tool === null)('with ffmpeg (skipped where it is not installed), a video', () => {
  it('gives a frame every so many seconds or frames, with its time', async () => {
    const file = makeVideo(temporaryFolder(), 'clip.mp4')
    expect(await timesOf(file, { seconds: 1 })).toEqual([0, 1, 2, 3])
    expect(await timesOf(file, { seconds: 0.5 })).toEqual([0, 0.52, 1, 1.52, 2, 2.52, 3, 3.52])
    expect(await timesOf(file, { frames: 30 })).toEqual([0, 1.2, 2.4, 3.6])
    // Between two frames: the next one after each second and a half.
    expect(await timesOf(file, { seconds: 1.49 })).toEqual([0, 1.52, 3])
  })

  it('of a changing rate gives the times at which frames are shown', async () => {
    // The first second at 25 frames a second, then one frame in five.
    const filter = "select='lt(t,1)+not(mod(n,5))'"
    const file = makeVideo(temporaryFolder(), 'phone.mkv', { filter })
    expect(await timesOf(file, { frames: 10 })).toEqual([0, 0.4, 0.8, 2])
    expect(await timesOf(file, { seconds: 1 })).toEqual([0, 1, 2, 3])
  })

  it('is described before, and the expected number of frames is right', async () => {
    const file = makeVideo(temporaryFolder(), 'clip.mp4', { seconds: 1 })
    const facts = await inspectVideo(file)
    expect(facts).toMatchObject({ name: 'clip.mp4', width: 64, height: 48, seconds: 1, rate: 25 })
    for (const interval of [{ seconds: 1 }, { seconds: 0.3 }, { frames: 7 }, { seconds: 0.001 }]) {
      expect(expectedFrames(facts, interval)).toBe((await timesOf(file, interval)).length)
    }
  })

  it.skipIf(process.platform === 'win32')('gives names that every system can write', async () => {
    const folder = temporaryFolder()
    const long = 'v'.repeat(250)
    for (const name of ['cam: 1?.mp4', `${long}.mp4`]) {
      const file = makeVideo(folder, name, { seconds: 1 })
      const project = newProject()
      expect(await addVideo(project, { file, interval: { seconds: 1 } }, quietJob)).toMatchObject({ images: 1 })
      const [image] = listImages(project)
      expect(image?.name).toBe(`${name === 'cam: 1?.mp4' ? 'cam_ 1_' : long.slice(0, 240)}_000000000.jpg`)
    }
  })

  it('becomes images in the project, one undo step, once for each time, on one side of a split', async () => {
    const folder = temporaryFolder()
    const file = makeVideo(folder, 'my clip 100%.mp4')
    const project = newProject(folder)
    const report = await addVideo(project, { file, interval: { seconds: 2 } }, quietJob)
    expect(report).toMatchObject({ images: 2, duplicates: 0, warnings: [] })
    const images = listImages(project)
    expect(images.map(({ path, width, state, video }) => [path, width, state, video])).toEqual([
      [
        'Test.focal/images/my clip 100%/my clip 100%_000000000.jpg',
        64,
        'new',
        { path: 'my clip 100%.mp4', seconds: 0 },
      ],
      [
        'Test.focal/images/my clip 100%/my clip 100%_000002000.jpg',
        64,
        'new',
        { path: 'my clip 100%.mp4', seconds: 2 },
      ],
    ])
    expect(await addVideo(project, { file, interval: { seconds: 1 } }, quietJob)).toMatchObject({
      images: 2,
      duplicates: 2,
    })
    const groups = groupImages(listImages(project), 'video', [])
    expect(new Set(groups.values()).size).toBe(1)
    expect(new Set(groupImages(listImages(project), 'none', []).values()).size).toBe(4)
    undo(project)
    expect(listImages(project)).toHaveLength(2)
    expect(readdirSync(path.join(project.path, 'images'))).toEqual(['my clip 100%'])
  })

  it('of the same name as another has a folder of its own', async () => {
    const project = newProject()
    const [one, other] = [temporaryFolder(), temporaryFolder()]
    await addVideo(project, { file: makeVideo(one, 'a.mp4'), interval: { seconds: 2 } }, quietJob)
    const video = makeVideo(other, 'a.mp4', { seconds: 1 })
    await addVideo(project, { file: video, interval: { seconds: 2 } }, quietJob)
    expect(
      listImages(project)
        .map(({ path }) => path.split('/')[2])
        .sort(),
    ).toEqual(['a', 'a', 'a-2'])
    for (const image of listImages(project)) expect(existsSync(imageFile(project, image))).toBe(true)
  })

  it('that is cut off gives what there is, and a word', async () => {
    const folder = temporaryFolder()
    const file = makeVideo(folder, 'cut.ts', { seconds: 8 })
    const bytes = readFileSync(file)
    writeFileSync(file, bytes.subarray(0, bytes.length * 0.4))
    const project = newProject()
    const { images } = await addVideo(project, { file, interval: { frames: 10 } }, quietJob)
    expect(images).toBeGreaterThan(1)
  })

  it('that is none is refused in a sentence, and nothing stays behind', async () => {
    const folder = temporaryFolder()
    const project = newProject(folder)
    writeFileSync(path.join(folder, 'lie.mp4'), 'this is text')
    const sound = path.join(folder, 'sound.wav')
    execFileSync(tool?.ffmpeg ?? '', ['-loglevel', 'error', '-f', 'lavfi', '-i', 'sine=duration=1', sound])
    const failure = async (name: string) =>
      addVideo(project, { file: path.join(folder, name), interval: { seconds: 1 } }, quietJob).catch((error: unknown) =>
        toStudioError(error),
      )
    expect(await failure('lie.mp4')).toMatchObject({
      code: 'BROKEN_FILE',
      message: expect.stringMatching(/^lie\.mp4 could not be read as a video: .+\.$/) as string,
    })
    expect(await failure('sound.wav')).toMatchObject({ message: 'sound.wav holds no video.' })
    expect(await failure('gone.mp4')).toMatchObject({ code: 'NOT_FOUND' })
    expect(listImages(project)).toEqual([])
    const left = existsSync(path.join(project.path, 'images')) ? readdirSync(path.join(project.path, 'images')) : []
    expect(left).toEqual([])
  })

  it('may be stopped at any time, and nothing stays behind', async () => {
    const project = newProject()
    const file = makeVideo(temporaryFolder(), 'long.mp4', { seconds: 60 })
    for (const after of [1, 5, 40]) {
      const stop = new AbortController()
      let calls = 0
      const job = { signal: stop.signal, progress: () => void (++calls > after && stop.abort()) }
      const work = addVideo(project, { file, interval: { frames: 1 } }, job)
      await expect(work).rejects.toMatchObject({ code: 'CANCELLED' })
      expect(listImages(project)).toEqual([])
      expect(readdirSync(path.join(project.path, 'images'))).toEqual([])
    }
  })
})

it('without ffmpeg it is said how to get it', async () => {
  expect(await findFfmpeg({ PATH: temporaryFolder() }).then((found) => found?.ffmpeg ?? null)).toBe(
    existsSync('/usr/bin/ffmpeg') ? '/usr/bin/ffmpeg' : null,
  )
})

it.each([
  ['moov atom not found\nclip.mp4: Invalid data found when processing input', 'BROKEN_FILE', /moov atom not found\.$/],
  ['av_interleaved_write_frame(): No space left on device', 'DISK_FULL', /^The disk is full/],
  ['[x @ 1] Decoder (codec av1) not found for input stream #0:0', 'UNSUPPORTED', /cannot read\.$/],
  ['', 'BROKEN_FILE', /without a word\.$/],
])('what ffmpeg says (%s) becomes a sentence', (said, code, message) => {
  const error = ffmpegError(said, 'clip.mp4')
  expect(error.code).toBe(code)
  expect(error.message).toMatch(message)
})
