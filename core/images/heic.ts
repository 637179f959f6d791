/**
 * HEIC pictures through the system's own decoder: the studio brings none, as HEVC is under patents. macOS has sips,
 * Windows the HEIF Image Extensions (by WIC), Linux libheif's heif-dec or heif-convert.
 */
import { execFile } from 'node:child_process'
import { readFile, rename, stat } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { StudioError } from '../api/errors.ts'
import { findProgram } from './findProgram.ts'
import { mainPicture } from './heifItems.ts'

const run = promisify(execFile)
const PATIENCE = 60_000
const QUALITY = '95'

export interface HeicConverter {
  program: string
  /** Arguments and environment for one picture. */
  call(from: string, to: string): { args: string[]; environment?: Record<string, string> }
}

/** Paths come by the environment: nothing of a file's name is ever read as a command. */
const WIC = [
  "$ErrorActionPreference = 'Stop'",
  'Add-Type -AssemblyName PresentationCore',
  '$decoder = [System.Windows.Media.Imaging.BitmapDecoder]::Create([Uri]$env:HEIC_FROM, "None", "OnLoad")',
  '$encoder = New-Object System.Windows.Media.Imaging.JpegBitmapEncoder',
  `$encoder.QualityLevel = ${QUALITY}`,
  '$encoder.Frames.Add($decoder.Frames[0])',
  '$out = [IO.File]::Create($env:HEIC_TO)',
  'try { $encoder.Save($out) } finally { $out.Close() }',
].join('; ')

const INSTALL: Partial<Record<NodeJS.Platform, string>> = {
  win32: 'Install "HEIF Image Extensions" and "HEVC Video Extensions" from the Microsoft Store',
  linux: 'Install heif-convert (in Debian and Ubuntu: sudo apt install libheif-examples)',
}

/** What to do where HEIC pictures cannot be read. */
export const heicHint = `${INSTALL[process.platform] ?? 'Install libheif'}, or convert the pictures to JPEG.`

/** The converter of a system; null where it has none. */
export async function findHeicConverter(
  platform: NodeJS.Platform = process.platform,
  environment?: NodeJS.ProcessEnv,
): Promise<HeicConverter | null> {
  if (platform === 'darwin') {
    const program = await findProgram('sips', environment)
    const form = ['-s', 'format', 'jpeg', '-s', 'formatOptions', QUALITY]
    return program === null ? null : { program, call: (from, to) => ({ args: [...form, from, '--out', to] }) }
  }
  if (platform === 'win32') {
    const program = await findProgram('powershell', environment)
    const args = ['-NoProfile', '-NonInteractive', '-Command', WIC]
    return program === null
      ? null
      : { program, call: (from, to) => ({ args, environment: { HEIC_FROM: from, HEIC_TO: to } }) }
  }
  const program = (await findProgram('heif-dec', environment)) ?? (await findProgram('heif-convert', environment))
  return program === null ? null : { program, call: (from, to) => ({ args: ['-q', QUALITY, from, to] }) }
}

/** Writes a JPEG of a HEIC picture. @throws UNSUPPORTED when the system's decoder does not manage. */
export async function convertHeic(converter: HeicConverter, from: string, to: string): Promise<void> {
  const { args, environment } = converter.call(from, to)
  try {
    await run(converter.program, args, {
      timeout: PATIENCE,
      env: { ...process.env, ...environment },
      windowsHide: true,
    })
    await stat(to).catch(() => takeMain(from, to))
  } catch (error) {
    throw failed(from, error)
  }
}

/** Of a file with several pictures libheif writes each, numbered from 1: the main one is taken. Errors are of the file system. */
async function takeMain(from: string, to: string): Promise<void> {
  const place = mainPicture(await readFile(from)) ?? 0
  const { dir, name, ext } = path.parse(to)
  await rename(path.join(dir, `${name}-${place + 1}${ext}`), to)
}

function failed(from: string, error: unknown): StudioError {
  const message = `${path.basename(from)} is a HEIC picture that this computer's own decoder could not read.`
  return new StudioError('UNSUPPORTED', message, heicHint, { path: from }, error)
}
