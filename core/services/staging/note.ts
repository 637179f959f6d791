/** The note beside a folder that work in progress is written to: whose it is, and whether that is still at work. */
import { existsSync } from 'node:fs'
import { readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { isAlive } from '../../project/isAlive.ts'

/** Notes are touched this often; blocked threads and sleeping computers are forgiven much more. */
const TOUCH_MS = 30_000
/** Age of an untouched note from which a process of its number is taken for another one. */
const STALE_MS = 10 * 60_000
/** Age from which an empty note was given up: it is written as soon as it is made. */
export const STALE_EMPTY_MS = 5000
/** The same as `STALE_MS` for notes of other computers, whose clocks may differ. */
const STALE_ELSEWHERE_MS = 2 * 3600_000

const note = z.object({
  program: z.literal('focal-studio'),
  folder: z.string(),
  host: z.string(),
  pid: z.int(),
  /** What it makes elsewhere, as paths relative to a place that the reader knows. */
  files: z.array(z.string()).optional(),
})

/** Writes the note of this process for a folder of that name, or for files. @returns what ends the touching. */
export async function writeNote(file: string, folder: string, files?: readonly string[]): Promise<() => void> {
  const own = { program: 'focal-studio', folder, host: hostname(), pid: process.pid, files }
  try {
    await writeFile(file, `${JSON.stringify(own)}\n`, { flag: 'wx' })
  } catch (error) {
    // A full drive still gives the file its name. One that was there before is another's.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') await rm(file, { force: true })
    throw error
  }
  const timer = setInterval(() => {
    const now = new Date()
    // A note that cannot be touched, on a drive that went away, makes no difference to the work itself.
    utimes(file, now, now).catch(() => undefined)
  }, TOUCH_MS)
  timer.unref()
  return () => clearInterval(timer)
}

/** Is it a note of ours about a folder of that name, left by work that was killed? */
export async function isLeftOver(file: string, folder: string): Promise<boolean> {
  const text = await readFile(file, 'utf8')
  const { mtimeMs } = await stat(file)
  const age = Date.now() - mtimeMs
  // Killed before it was written, and so before there was a folder.
  if (text === '') return age > STALE_EMPTY_MS && !existsSync(path.join(path.dirname(file), folder))
  const read = note.safeParse(parsed(text))
  if (!read.success || read.data.folder !== folder) return false
  if (read.data.host !== hostname()) return age > STALE_ELSEWHERE_MS
  return !isAlive(read.data.pid) || age > STALE_MS
}

/** The files that a note names; none when it is not a note. */
export async function notedFiles(file: string): Promise<string[]> {
  const read = note.safeParse(parsed(await readFile(file, 'utf8')))
  return (read.success && read.data.files) || []
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Cut off, or not ours.
    return null
  }
}
