/** The programs ffmpeg and ffprobe, where they are installed: the studio brings no decoders for videos. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { StudioError } from '../../api/errors.ts'
import { programFolders, programIn } from '../findProgram.ts'

const run = promisify(execFile)

export interface Ffmpeg {
  ffmpeg: string
  ffprobe: string
  /** As it calls itself: "7.1.1", "N-118193-g…". */
  version: string
}

const PATIENCE = 20_000

const INSTALL: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'Install it with "brew install ffmpeg", then try again.',
  win32: 'Install it with "winget install ffmpeg", then start the studio again.',
  linux: 'Install it with "sudo apt install ffmpeg" or your system’s own way, then try again.',
}

/** What to do where ffmpeg is missing. */
export const installHint = INSTALL[process.platform] ?? 'Install it from ffmpeg.org, then try again.'

/** Null when either program is missing or does not run. */
export async function findFfmpeg(environment: NodeJS.ProcessEnv = process.env): Promise<Ffmpeg | null> {
  for (const folder of programFolders(environment)) {
    const [ffmpeg, ffprobe] = [await programIn(folder, 'ffmpeg'), await programIn(folder, 'ffprobe')]
    if (ffmpeg === null || ffprobe === null) continue
    const version = await versionOf(ffmpeg)
    if (version !== null) return { ffmpeg, ffprobe, version }
  }
  return null
}

/** @throws UNSUPPORTED where it is missing. */
export async function requireFfmpeg(): Promise<Ffmpeg> {
  const found = await findFfmpeg()
  if (found) return found
  const message = 'Videos need the programs ffmpeg and ffprobe, which were not found on this computer.'
  throw new StudioError('UNSUPPORTED', message, installHint)
}

async function versionOf(ffmpeg: string): Promise<string | null> {
  try {
    const { stdout } = await run(ffmpeg, ['-hide_banner', '-version'], { timeout: PATIENCE })
    return /^ffmpeg version (\S+)/.exec(stdout)?.[1] ?? null
  } catch {
    // Not for this system, or broken: as good as missing.
    return null
  }
}

/** The argument that names a file: never taken for an address, an option or a list. */
export function fileArgument(file: string): string {
  return `file:${file}`
}

/** What ffmpeg said went wrong, as a sentence about the video. */
export function ffmpegError(stderr: string, name: string): StudioError {
  const lines = stderr.split(/\r?\n/).map((line) => line.replace(/^\[[^\]]*\]\s*/, '').trim())
  const details = { name, ffmpeg: lines.filter((line) => line !== '').slice(-5) }
  if (/no space left/i.test(stderr)) {
    return new StudioError('DISK_FULL', `The disk is full: ${name} has more frames than fit.`, 'Take fewer frames.', {
      ...details,
    })
  }
  if (/does not contain any stream|matches no streams|no video/i.test(stderr)) {
    return new StudioError('BROKEN_FILE', `${name} holds no video.`, 'It may be a sound file.', details)
  }
  if (/decoder .*not found|unknown decoder|could not find codec|unknown codec/i.test(stderr)) {
    const message = `${name} is packed in a way that this ffmpeg cannot read.`
    return new StudioError('UNSUPPORTED', message, 'Convert it to MP4 with H.264.', details)
  }
  const known = /invalid data|moov atom not found|end of file|permission denied|no such file/i.exec(stderr)?.[0]
  const said = known?.toLowerCase() ?? lines.findLast((line) => line !== '') ?? 'it ended without a word'
  const hint = 'Open it in a video player; if it is damaged there too, get it again from where it came.'
  return new StudioError('BROKEN_FILE', `${name} could not be read as a video: ${said}.`, hint, details)
}
