/** What a video is: size, length, rate. */
import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { toStudioError } from '../../api/errors.ts'
import { ffmpegError, fileArgument, type Ffmpeg } from './ffmpeg.ts'

const run = promisify(execFile)
const PATIENCE = 60_000

export interface VideoFacts {
  /** Upright size in pixels. */
  width: number
  height: number
  /** Length; 0 when the file does not say. */
  seconds: number
  /** Frames a second on average; 0 when the file does not say. */
  rate: number
}

const answer = z.object({
  streams: z
    .array(
      z.object({
        width: z.number().default(0),
        height: z.number().default(0),
        avg_frame_rate: z.string().default('0/0'),
        duration: z.string().optional(),
        side_data_list: z.array(z.object({ rotation: z.number().optional() })).default([]),
      }),
    )
    .default([]),
  format: z.object({ duration: z.string().optional() }).default({}),
})

/** @throws NOT_FOUND, BROKEN_FILE for what is no video, UNSUPPORTED for one that this ffmpeg cannot read. */
export async function probeVideo({ ffprobe }: Ffmpeg, file: string): Promise<VideoFacts> {
  const name = path.basename(file)
  await stat(file).catch((error: unknown) => {
    throw toStudioError(error)
  })
  const entries = 'stream=width,height,avg_frame_rate,duration:stream_side_data=rotation:format=duration'
  const wanted = ['-v', 'error', '-protocol_whitelist', 'file', '-select_streams', 'v:0', '-show_entries', entries]
  let text: string
  try {
    const { stdout } = await run(ffprobe, [...wanted, '-of', 'json', fileArgument(file)], { timeout: PATIENCE })
    text = stdout
  } catch (error) {
    throw ffmpegError(String((error as { stderr?: unknown }).stderr ?? ''), name)
  }
  const { streams, format } = answer.parse(JSON.parse(text))
  const [stream] = streams
  if (!stream || stream.width < 1 || stream.height < 1) throw ffmpegError('no video', name)
  const turned = stream.side_data_list.some(({ rotation = 0 }) => Math.abs(rotation) % 180 === 90)
  const [width, height] = turned ? [stream.height, stream.width] : [stream.width, stream.height]
  return { width, height, seconds: positive(stream.duration ?? format.duration), rate: ratio(stream.avg_frame_rate) }
}

function positive(text: string | undefined): number {
  const value = Number(text ?? 0)
  return Number.isFinite(value) && value > 0 ? value : 0
}

function ratio(text: string): number {
  const [above = 0, below = 0] = text.split('/').map(Number)
  return below > 0 && above > 0 ? above / below : 0
}
