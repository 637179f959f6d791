/** Takes frames out of a video, as JPEG files in a folder, with the time of each. */
import { spawn } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { StudioError } from '../../api/errors.ts'
import { ffmpegError, fileArgument, type Ffmpeg } from './ffmpeg.ts'
import { selectExpression, type FrameInterval } from './interval.ts'

export interface ExtractedFrame {
  /** Absolute path. */
  file: string
  /** When it is shown, from the video's start. */
  seconds: number
}

export interface Extraction {
  video: string
  /** An empty folder. */
  folder: string
  interval: FrameInterval
  signal: AbortSignal
  /** Called with the time of each frame that was taken. */
  taken(seconds: number): void
}

/** What ffmpeg last said is kept for its error; a long video says much. */
const KEPT_TEXT = 8_000

/**
 * Frames upright and at full size, in order. What was taken before a damaged part is kept.
 * @throws BROKEN_FILE or UNSUPPORTED when nothing could be taken, DISK_FULL, and the signal's reason.
 */
export async function extractFrames(
  tool: Ffmpeg,
  { video, folder, interval, signal, taken }: Extraction,
): Promise<{ frames: ExtractedFrame[]; problem: string | null }> {
  const name = path.basename(video)
  const filter = `select='${selectExpression(interval)}',showinfo=checksum=0`
  const input = ['-hide_banner', '-nostdin', '-nostats', '-protocol_whitelist', 'file', '-i', fileArgument(video)]
  const output = ['-map', '0:v:0', '-an', '-sn', '-dn', '-vf', filter, ...everyFrame(tool.version), '-q:v', '2']
  const pattern = path.join(folder, 'frame_%09d.jpg').replaceAll('%', '%%').replace('%%09d', '%09d')
  const times: number[] = []
  let tick = 1
  let said = ''
  const code = await new Promise<number | null>((resolve, reject) => {
    const child = spawn(tool.ffmpeg, [...input, ...output, '-f', 'image2', fileArgument(pattern)], {
      stdio: ['ignore', 'ignore', 'pipe'],
      signal,
      killSignal: 'SIGKILL',
      windowsHide: true,
    })
    let line = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      const lines = (line + text).split(/[\r\n]/)
      line = lines.pop() ?? ''
      for (const one of lines) {
        const unit = /Parsed_showinfo.* config in time_base:\s*(\d+)\/(\d+)/.exec(one)
        if (unit) tick = Number(unit[1]) / Number(unit[2])
        // The written seconds are rounded to six digits, the count of ticks is exact.
        const ticks = /Parsed_showinfo.* pts:\s*(-?\d+)/.exec(one)?.[1]
        if (ticks !== undefined) {
          const seconds = Math.max(0, Number(ticks) * tick)
          times.push(seconds)
          taken(seconds)
        }
        if (!one.includes('Parsed_showinfo')) said = `${said}\n${one}`.slice(-KEPT_TEXT)
      }
    })
    child.on('error', (error) => reject(signal.aborted ? signal.reason : error))
    child.on('close', (exit) => (signal.aborted ? reject(signal.reason) : resolve(exit)))
  })
  const files = (await readdir(folder)).filter((file) => /^frame_\d+\.jpg$/.test(file)).sort()
  if (files.length === 0 || /no space left/i.test(said)) throw ffmpegError(said, name)
  if (times.length < files.length) {
    throw new StudioError('INTERNAL', `ffmpeg ${tool.version} did not tell the time of every frame of ${name}.`)
  }
  const frames = files.map((file, index) => ({ file: path.join(folder, file), seconds: times[index] ?? 0 }))
  const problem =
    code === 0 ? null : `${ffmpegError(said, name).message} ${frames.length} frames before that were taken.`
  return { frames, problem }
}

/** Frames are written as they come, none doubled or left out to keep a rate; the option changed its name in 5.1. */
function everyFrame(version: string): string[] {
  const [major = 99, minor = 0] = /^n?(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number) ?? []
  return major < 5 || (major === 5 && minor < 1) ? ['-vsync', '0'] : ['-fps_mode', 'passthrough']
}
